using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Op OpSin = new("sin"), OpSin_ = new("sin_"), OpCos = new("cos"), OpCos_ = new("cos_"), OpTan = new("tan"),
            OpTan_ = new("tan_"), OpAsin = new("asin"), OpAsin_ = new("asin_"), OpAcos = new("acos"), OpAcos_ = new("acos_"), OpAtan = new("atan"),
            OpAtan_ = new("atan_"), OpSinh = new("sinh"), OpSinh_ = new("sinh_"), OpCosh = new("cosh"), OpCosh_ = new("cosh_"), OpTanh = new("tanh"),
            OpTanh_ = new("tanh_"), OpAsinh = new("asinh"), OpAsinh_ = new("asinh_"), OpAcosh = new("acosh"), OpAcosh_ = new("acosh_"),
            OpAtanh = new("atanh"), OpAtanh_ = new("atanh_"), OpSinc = new("sinc"), OpSinc_ = new("sinc_"), OpDeg2rad = new("deg2rad"),
            OpDeg2rad_ = new("deg2rad_"), OpRad2deg = new("rad2deg"), OpRad2deg_ = new("rad2deg_"), OpAtan2 = new("atan2"), OpAtan2_ = new("atan2_");

        public Tensor sin() => OpSin.Call(this);
        public Tensor sin_() => OpSin_.Update(this);
        public Tensor cos() => OpCos.Call(this);
        public Tensor cos_() => OpCos_.Update(this);
        public Tensor tan() => OpTan.Call(this);
        public Tensor tan_() => OpTan_.Update(this);
        public Tensor asin() => OpAsin.Call(this);
        public Tensor asin_() => OpAsin_.Update(this);
        public Tensor acos() => OpAcos.Call(this);
        public Tensor acos_() => OpAcos_.Update(this);
        public Tensor atan() => OpAtan.Call(this);
        public Tensor atan_() => OpAtan_.Update(this);
        public Tensor sinh() => OpSinh.Call(this);
        public Tensor sinh_() => OpSinh_.Update(this);
        public Tensor cosh() => OpCosh.Call(this);
        public Tensor cosh_() => OpCosh_.Update(this);
        public Tensor tanh() => OpTanh.Call(this);
        public Tensor tanh_() => OpTanh_.Update(this);
        public Tensor asinh() => OpAsinh.Call(this);
        public Tensor asinh_() => OpAsinh_.Update(this);
        public Tensor acosh() => OpAcosh.Call(this);
        public Tensor acosh_() => OpAcosh_.Update(this);
        public Tensor atanh() => OpAtanh.Call(this);
        public Tensor atanh_() => OpAtanh_.Update(this);
        public Tensor sinc() => OpSinc.Call(this);
        public Tensor sinc_() => OpSinc_.Update(this);
        public Tensor deg2rad() => OpDeg2rad.Call(this);
        public Tensor deg2rad_() => OpDeg2rad_.Update(this);
        public Tensor rad2deg() => OpRad2deg.Call(this);
        public Tensor rad2deg_() => OpRad2deg_.Update(this);
        public Tensor atan2(Tensor other) => OpAtan2.Call(this, other);
        public Tensor atan2_(Tensor other) => OpAtan2_.Update(this, other);
        public Tensor arcsin() => asin();
        public Tensor arcsin_() => asin_();
        public Tensor arccos() => acos();
        public Tensor arccos_() => acos_();
        public Tensor arctan() => atan();
        public Tensor arctan_() => atan_();
        public Tensor arctan(Tensor other) => atan2(other);
        public Tensor arctan_(Tensor other) => atan2_(other);
        public Tensor arctan2(Tensor other) => atan2(other);
        public Tensor arctan2_(Tensor other) => atan2_(other);
        public Tensor arcsinh() => asinh();
        public Tensor arcsinh_() => asinh_();
        public Tensor arccosh() => acosh();
        public Tensor arccosh_() => acosh_();
        public Tensor arctanh() => atanh();
        public Tensor arctanh_() => atanh_();
    }
}
