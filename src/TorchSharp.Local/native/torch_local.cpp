// TorchSharp.Local's native side: every operator of libtorch through its boxed dispatcher, and the few
// things that are no operators (autograd, generators, threads). See torch_local.h for the contract.
#include "torch_local.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/from_blob.h>
#include <c10/core/CPUAllocator.h>
#include <c10/core/InferenceMode.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <c10/util/Logging.h>
#include <torch/csrc/api/include/torch/version.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/variable.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <malloc.h>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>
#ifdef __linux__
#include <sys/mman.h>
#endif

#if TORCH_VERSION_MAJOR < 2
using OptionalTensor = c10::optional<at::Tensor>;
#else
using OptionalTensor = std::optional<at::Tensor>;
#endif
using c10::IValue;
using c10::TypeKind;
using Impl = c10::TensorImpl;
using TensorPtr = c10::intrusive_ptr<Impl, c10::UndefinedTensorImpl>;
using GeneratorPtr = c10::intrusive_ptr<c10::GeneratorImpl>;

namespace {

// ---- errors

thread_local std::string last_error;

template <class T, class F>
T guarded(T failure, F&& body) noexcept {
  try {
    return body();
  } catch (const c10::Error& e) {
    last_error = e.what_without_backtrace();
  } catch (const std::exception& e) {
    last_error = e.what();
  } catch (...) {
    last_error = "an unknown C++ exception";
  }
  return failure;
}

// ---- handles

at::Tensor share(void* handle) {  // one more reference
  return at::Tensor(TensorPtr::reclaim_copy(static_cast<Impl*>(handle)));
}
at::Tensor share_or_undefined(void* handle) { return handle ? share(handle) : at::Tensor(); }
at::Tensor adopt(void* handle) { return at::Tensor(TensorPtr::reclaim(static_cast<Impl*>(handle))); }
void* give(at::Tensor&& t) { return t.defined() ? t.unsafeReleaseTensorImpl() : nullptr; }

struct Borrowed {  // a view of a handle that leaves its reference count alone
  at::Tensor t;
  explicit Borrowed(void* handle) : t(adopt(handle)) {}
  ~Borrowed() { t.unsafeReleaseTensorImpl(); }
};

std::vector<at::Tensor> share_all(void* const* handles, int n) {
  std::vector<at::Tensor> r;
  r.reserve(n);
  for (int i = 0; i < n; i++) r.push_back(share_or_undefined(handles[i]));
  return r;
}

c10::Device device_of(int64_t packed) {
  return c10::Device(static_cast<c10::DeviceType>(packed >> 8), static_cast<c10::DeviceIndex>(packed & 0xff));
}
int32_t pack(c10::Device d) { return (static_cast<int32_t>(d.type()) << 8) | (d.index() & 0xff); }

// ---- operators

enum class Kind : uint8_t { Tensor, Tensors, OptionalTensors, Int, Ints, Float, Floats, Bool, Bools, Scalar, String, Device, Generator, Other };

struct Parameter {
  Kind kind;
  int32_t length;  // of a fixed-size int list such as int[2], else 0
  bool optional;
  bool has_default;
  IValue default_value;
};

struct Operator {
  c10::OperatorHandle handle;
  std::vector<Parameter> parameters;
};

Kind kind_of(const c10::TypePtr& declared) {
  auto type = declared;
  if (type->kind() == TypeKind::OptionalType) type = type->expectRef<c10::OptionalType>().getElementType();
  switch (type->kind()) {
    case TypeKind::TensorType: return Kind::Tensor;
    case TypeKind::IntType:
    case TypeKind::SymIntType:
    case TypeKind::ScalarTypeType:
    case TypeKind::LayoutType:
    case TypeKind::MemoryFormatType: return Kind::Int;
    case TypeKind::FloatType:
    case TypeKind::SymFloatType: return Kind::Float;
    case TypeKind::BoolType: return Kind::Bool;
    case TypeKind::NumberType: return Kind::Scalar;
    case TypeKind::StringType: return Kind::String;
    case TypeKind::DeviceObjType: return Kind::Device;
    case TypeKind::GeneratorType: return Kind::Generator;
    case TypeKind::ListType: {
      auto element = type->expectRef<c10::ListType>().getElementType();
      const bool optional = element->kind() == TypeKind::OptionalType;
      switch (kind_of(element)) {
        case Kind::Tensor: return optional ? Kind::OptionalTensors : Kind::Tensors;
        case Kind::Int: return Kind::Ints;
        case Kind::Float: return Kind::Floats;
        case Kind::Bool: return Kind::Bools;
        default: return Kind::Other;
      }
    }
    default: return Kind::Other;
  }
}

[[noreturn]] void wrong_kind(const Operator& op, size_t i, const char* got) {
  const auto& argument = op.handle.schema().arguments()[i];
  TORCH_CHECK(false, op.handle.schema().name(), ": argument '", argument.name(), "' must be ", argument.type()->str(), ", got ", got);
}

template <class T>
c10::ArrayRef<T> span_of(const tl_value& v) { return c10::ArrayRef<T>(static_cast<T*>(v.p), static_cast<size_t>(v.n)); }

IValue tensors_of(const tl_value& v, bool optional) {
  auto** handles = static_cast<void**>(v.p);
  if (optional) {
    c10::List<OptionalTensor> list;
    list.reserve(v.n);
    for (int i = 0; i < v.n; i++) list.push_back(handles[i] ? OptionalTensor(share(handles[i])) : OptionalTensor());
    return IValue(std::move(list));
  }
  c10::List<at::Tensor> list;
  list.reserve(v.n);
  for (int i = 0; i < v.n; i++) list.push_back(share_or_undefined(handles[i]));
  return IValue(std::move(list));
}

IValue bools_of(const tl_value& v) {
  c10::List<bool> list;
  list.reserve(v.n);
  for (auto b : span_of<int64_t>(v)) list.push_back(b != 0);
  return IValue(std::move(list));
}

// The kernel behind a boxed call trusts the stack, so each value is checked against the schema here.
IValue to_ivalue(const Operator& op, size_t i, const tl_value& v) {
  const auto& p = op.parameters[i];
  switch (v.tag) {
    case TL_NONE:
      if (!p.optional) wrong_kind(op, i, "None");
      return IValue();
    case TL_TENSOR:
      if (p.kind != Kind::Tensor) wrong_kind(op, i, "a tensor");
      return IValue(share(v.p));
    case TL_INT:
      switch (p.kind) {
        case Kind::Int:
        case Kind::Scalar: return IValue(v.i);
        case Kind::Float: return IValue(static_cast<double>(v.i));
        case Kind::Bool: return IValue(v.i != 0);
        case Kind::Ints: return IValue(std::vector<int64_t>(p.length > 0 ? p.length : 1, v.i));
        default: wrong_kind(op, i, "an integer");
      }
    case TL_DOUBLE:
      if (p.kind != Kind::Float && p.kind != Kind::Scalar) wrong_kind(op, i, "a floating-point number");
      return IValue(v.d);
    case TL_BOOL:
      if (p.kind != Kind::Bool && p.kind != Kind::Scalar) wrong_kind(op, i, "a boolean");
      return IValue(v.i != 0);
    case TL_INTS:
      if (p.kind != Kind::Ints) wrong_kind(op, i, "a list of integers");
      return IValue(span_of<int64_t>(v));
    case TL_DOUBLES:
      if (p.kind != Kind::Floats) wrong_kind(op, i, "a list of floating-point numbers");
      return IValue(span_of<double>(v));
    case TL_BOOLS:
      if (p.kind != Kind::Bools) wrong_kind(op, i, "a list of booleans");
      return bools_of(v);
    case TL_TENSORS:
      if (p.kind != Kind::Tensors && p.kind != Kind::OptionalTensors) wrong_kind(op, i, "a list of tensors");
      return tensors_of(v, p.kind == Kind::OptionalTensors);
    case TL_STRING:
      if (p.kind != Kind::String) wrong_kind(op, i, "a string");
      return IValue(std::string(static_cast<char*>(v.p), static_cast<size_t>(v.n)));
    case TL_DEVICE:
      if (p.kind != Kind::Device) wrong_kind(op, i, "a device");
      return IValue(device_of(v.i));
    case TL_GENERATOR:
      if (p.kind != Kind::Generator) wrong_kind(op, i, "a generator");
      return IValue(at::Generator(GeneratorPtr::reclaim_copy(static_cast<c10::GeneratorImpl*>(v.p))));
    case TL_COMPLEX: {
      if (p.kind != Kind::Scalar) wrong_kind(op, i, "a complex number");
      auto parts = span_of<double>(v);
      return IValue(c10::complex<double>(parts[0], parts[1]));
    }
    default: TORCH_CHECK(false, "unknown argument tag ", v.tag);
  }
}

template <class T>
void* copy_array(const std::vector<T>& from) {
  auto* p = static_cast<T*>(std::malloc(sizeof(T) * (from.size() + 1)));
  std::memcpy(p, from.data(), sizeof(T) * from.size());
  return p;
}

void from_ivalue(IValue&& v, tl_value& out) {
  out.n = 0;
  out.i = 0;
  if (v.isTensor()) {
    out.p = give(std::move(v).toTensor());
    out.tag = out.p ? TL_TENSOR : TL_NONE;
  } else if (v.isInt()) {
    out.tag = TL_INT;
    out.i = v.toInt();
  } else if (v.isDouble()) {
    out.tag = TL_DOUBLE;
    out.d = v.toDouble();
  } else if (v.isBool()) {
    out.tag = TL_BOOL;
    out.i = v.toBool();
  } else if (v.isNone()) {
    out.tag = TL_NONE;
  } else if (v.isTensorList()) {
    std::vector<void*> handles;
    for (auto& t : std::move(v).toTensorVector()) handles.push_back(give(std::move(t)));
    out.tag = TL_TENSORS;
    out.n = static_cast<int32_t>(handles.size());
    out.p = copy_array(handles);
  } else if (v.isIntList()) {
    auto list = v.toIntVector();
    out.tag = TL_INTS;
    out.n = static_cast<int32_t>(list.size());
    out.p = copy_array(list);
  } else if (v.isComplexDouble()) {
    auto c = v.toComplexDouble();
    out.tag = TL_COMPLEX;
    out.p = copy_array(std::vector<double>{c.real(), c.imag()});
  } else {
    TORCH_CHECK(false, "a result of kind ", v.tagKind(), " is not supported");
  }
}

// One stack per nesting depth: a callback from inside an operator may call operators again while the
// outer one still refers into its own stack.
struct Stacks {
  std::vector<std::unique_ptr<std::vector<IValue>>> all;
  size_t depth = 0;
};
thread_local Stacks* stacks = nullptr;  // a plain pointer: no thread-local guard on the hot path
thread_local struct StacksOwner { ~StacksOwner() { delete stacks; stacks = nullptr; } } stacks_owner;

C10_NOINLINE Stacks& first_use_on_thread() {
  (void)&stacks_owner;
  // OpenMP's thread count is per thread; without this oneDNN and BLAS take every core on a new .NET thread.
  at::internal::lazy_init_num_threads();
  stacks = new Stacks();
  return *stacks;
}

struct StackLease {
  Stacks& owner;
  std::vector<IValue>& stack;
  static std::vector<IValue>& take(Stacks& s) {
    if (s.depth == s.all.size()) {
      s.all.push_back(std::make_unique<std::vector<IValue>>());
      s.all.back()->reserve(24);
    }
    return *s.all[s.depth++];
  }
  StackLease() : owner(stacks ? *stacks : first_use_on_thread()), stack(take(owner)) {}
  ~StackLease() {
    stack.clear();
    owner.depth--;
  }
};

void push_arguments(const Operator& op, std::vector<IValue>& stack, const tl_value* args, int nargs) {
  const auto total = op.parameters.size();
  TORCH_CHECK(static_cast<size_t>(nargs) <= total, op.handle.schema().name(), " takes ", total, " arguments, got ", nargs);
  for (size_t i = 0; i < total; i++) {
    if (i < static_cast<size_t>(nargs) && args[i].tag != TL_DEFAULT) {
      stack.push_back(to_ivalue(op, i, args[i]));
    } else {
      TORCH_CHECK(op.parameters[i].has_default, op.handle.schema().name(), ": argument '", op.handle.schema().arguments()[i].name(), "' is missing");
      stack.push_back(op.parameters[i].default_value);
    }
  }
}

// ---- autograd

void check(char* message) {
  if (!message) return;
  std::string text(message);
  std::free(message);
  TORCH_CHECK(false, text);
}

struct ManagedFunction : torch::autograd::Node {
  tl_backward_fn backward;
  tl_drop_fn drop;
  void* context;
  int inputs;
  ManagedFunction(tl_backward_fn b, tl_drop_fn d, void* c, int n) : backward(b), drop(d), context(c), inputs(n) {}
  ~ManagedFunction() override { drop(context); }
  std::string name() const override { return "ManagedFunctionBackward"; }

  torch::autograd::variable_list apply(torch::autograd::variable_list&& grads) override {
    std::vector<void*> in(grads.size()), out(inputs, nullptr);
    for (size_t i = 0; i < grads.size(); i++) in[i] = grads[i].defined() ? grads[i].unsafeGetTensorImpl() : nullptr;
    auto* message = backward(context, in.data(), static_cast<int32_t>(in.size()), out.data(), inputs);
    torch::autograd::variable_list result(inputs);
    for (int i = 0; i < inputs; i++)
      if (out[i]) result[i] = adopt(out[i]);
    check(message);
    return result;
  }
};

struct Hook {  // shared by the copies that std::function makes
  tl_hook_fn call;
  tl_drop_fn drop;
  void* context;
  ~Hook() { drop(context); }
};

c10::impl::DeviceGuardImplInterface const* cuda() {
  return at::globalContext().hasCUDA() ? c10::impl::getDeviceGuardImpl(c10::DeviceType::CUDA) : nullptr;
}

}  // namespace

// ---- process

#if TORCH_VERSION_MAJOR < 2  // the allocator's interface changed later
namespace {

// Keeps freed big blocks for the next tensor of about their size. glibc maps and unmaps them at every step, on
// threads other than the first whatever mallopt says, and touching fresh pages costs 15-40 % of a CNN step.
class BlockCache final : public at::Allocator {
 public:
  at::DataPtr allocate(size_t bytes) const override {
    void* data = bytes == 0 ? nullptr : take(bytes);
    return {data, data, &give_back, at::Device(at::DeviceType::CPU)};
  }
  at::DeleterFnPtr raw_deleter() const override { return &give_back; }

 private:
  static constexpr size_t alignment = 64, smallest_kept = size_t{1} << 17, most_kept = size_t{1} << 29;
  struct alignas(alignment) Header { size_t size; };  // before the data; 0: goes straight back to malloc
  struct Shelves {
    std::mutex lock;
    std::unordered_map<size_t, std::vector<Header*>> by_size;
    size_t kept = 0;
  };
  static Shelves& shelves() {
    static auto* s = new Shelves();  // tensors may outlive static destructors
    return *s;
  }

  // Eight sizes for each power of two: at most an eighth is wasted, and batches that differ a little share blocks.
  static size_t size_class(size_t bytes) {
    const size_t step = (size_t{1} << (63 - __builtin_clzll(bytes))) / 8;
    return (bytes + step - 1) / step * step;
  }

  static void* take(size_t bytes) {
    const size_t size = bytes < smallest_kept ? 0 : size_class(bytes);
    if (size != 0) {
      auto& s = shelves();
      std::lock_guard<std::mutex> hold(s.lock);
      auto& shelf = s.by_size[size];
      if (!shelf.empty()) {
        auto* block = shelf.back();
        shelf.pop_back();
        s.kept -= size;
        return block + 1;
      }
    }
    auto* block = fresh((std::max(size, bytes) + alignment - 1) / alignment * alignment + sizeof(Header));
    TORCH_CHECK(block, "not enough memory: tried to allocate ", bytes, " bytes");
    block->size = size;
    return block + 1;
  }

  // A big tensor has so many ordinary pages that looking up their addresses takes 7 % of a CNN step.
  static Header* fresh(size_t bytes) {
#ifdef MADV_HUGEPAGE
    constexpr size_t huge_page = size_t{1} << 21;
    if (bytes >= huge_page) {
      auto* block = std::aligned_alloc(huge_page, bytes);
      if (block) madvise(block, bytes / huge_page * huge_page, MADV_HUGEPAGE);  // only a hint
      return static_cast<Header*>(block);
    }
#endif
    return static_cast<Header*>(std::aligned_alloc(alignment, bytes));
  }

  static void give_back(void* data) {
    if (!data) return;
    auto* block = static_cast<Header*>(data) - 1;
    if (block->size != 0) {
      auto& s = shelves();
      std::lock_guard<std::mutex> hold(s.lock);
      if (s.kept + block->size <= most_kept) {
        s.by_size[block->size].push_back(block);
        s.kept += block->size;
        return;
      }
    }
    std::free(block);
  }
};

}  // namespace
#endif

TL_API const char* tl_error() { return last_error.c_str(); }
TL_API void tl_free(void* p) { std::free(p); }
TL_API void* tl_alloc(int64_t bytes) { return std::malloc(static_cast<size_t>(bytes)); }
TL_API const char* tl_version() { return TORCH_VERSION; }

// A failing operator otherwise symbolises a C++ backtrace that nobody reads (2.7 ms on 1.13). mallopt is for what
// does not come from the allocator above: oneDNN's scratch memory, and every buffer of newer versions.
TL_API void tl_init() {
  c10::SetStackTraceFetcher([]() -> std::string { return {}; });
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_ARENA_MAX, 1);
#endif
#if TORCH_VERSION_MAJOR < 2
  c10::SetCPUAllocator(new BlockCache(), 1);
#endif
}

TL_API int tl_set_num_threads(int n) {
  return guarded(-1, [&] { at::set_num_threads(n); return 0; });
}
TL_API int tl_get_num_threads() { return at::get_num_threads(); }
TL_API int tl_set_num_interop_threads(int n) {
  return guarded(-1, [&] { at::set_num_interop_threads(n); return 0; });
}
TL_API int tl_get_num_interop_threads() { return static_cast<int>(at::get_num_interop_threads()); }

TL_API int tl_has_cuda() { return guarded(0, [] { return at::globalContext().hasCUDA() ? 1 : 0; }); }
TL_API int tl_has_cudnn() { return guarded(0, [] { return at::globalContext().hasCUDA() && at::globalContext().hasCuDNN() ? 1 : 0; }); }
TL_API int tl_cuda_device_count() {
  return guarded(0, [] { auto* g = cuda(); return g ? static_cast<int>(g->deviceCount()) : 0; });
}
TL_API int tl_cuda_synchronize(int64_t index) {
  return guarded(-1, [&] {
    auto* g = cuda();
    TORCH_CHECK(g, "CUDA is not available");
    auto device = index < 0 ? g->getDevice() : c10::Device(c10::DeviceType::CUDA, static_cast<c10::DeviceIndex>(index));
    g->synchronizeStream(g->getStream(device));
    return 0;
  });
}

// Switches that are process-wide in libtorch.
enum tl_switch { TL_DETERMINISTIC = 0, TL_CUDNN_BENCHMARK = 1, TL_CUDNN_DETERMINISTIC = 2, TL_CUDNN_TF32 = 3, TL_CUBLAS_TF32 = 4 };
TL_API int tl_get_switch(int which) {
  return guarded(-1, [&] {
    auto& c = at::globalContext();
    switch (which) {
      case TL_DETERMINISTIC: return c.deterministicAlgorithms() ? 1 : 0;
      case TL_CUDNN_BENCHMARK: return c.benchmarkCuDNN() ? 1 : 0;
      case TL_CUDNN_DETERMINISTIC: return c.deterministicCuDNN() ? 1 : 0;
      case TL_CUDNN_TF32: return c.allowTF32CuDNN() ? 1 : 0;
      case TL_CUBLAS_TF32: return c.allowTF32CuBLAS() ? 1 : 0;
      default: TORCH_CHECK(false, "unknown switch ", which);
    }
  });
}
TL_API int tl_set_switch(int which, int on) {
  return guarded(-1, [&] {
    auto& c = at::globalContext();
    const bool value = on != 0;
    switch (which) {
      case TL_DETERMINISTIC: c.setDeterministicAlgorithms(value, false); return 0;
      case TL_CUDNN_BENCHMARK: c.setBenchmarkCuDNN(value); return 0;
      case TL_CUDNN_DETERMINISTIC: c.setDeterministicCuDNN(value); return 0;
      case TL_CUDNN_TF32: c.setAllowTF32CuDNN(value); return 0;
      case TL_CUBLAS_TF32: c.setAllowTF32CuBLAS(value); return 0;
      default: TORCH_CHECK(false, "unknown switch ", which);
    }
  });
}

// ---- operators

// An operator lives as long as the process.
TL_API void* tl_operator(const char* name, const char* overload) {
  return guarded(static_cast<void*>(nullptr), [&]() -> void* {
    auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
    TORCH_CHECK(handle.has_value(), "libtorch ", TORCH_VERSION, " has no operator ", name, *overload ? "." : "", overload);
    auto op = std::make_unique<Operator>(Operator{*handle, {}});
    for (const auto& a : handle->schema().arguments()) {
      auto value = a.default_value();
      auto n = a.N();
      const bool optional = a.type()->kind() == TypeKind::OptionalType;
      op->parameters.push_back({kind_of(a.type()), n ? static_cast<int32_t>(*n) : 0, optional, value.has_value(), value ? *value : IValue()});
    }
    return op.release();
  });
}

// The number of results, of which at most `room` are written and the rest dropped; -1 on failure.
TL_API int tl_call(void* op_handle, const tl_value* args, int nargs, tl_value* results, int room) {
  return guarded(-1, [&] {
    auto& op = *static_cast<Operator*>(op_handle);
    StackLease lease;
    push_arguments(op, lease.stack, args, nargs);
    op.handle.callBoxed(&lease.stack);
    const int n = static_cast<int>(lease.stack.size());
    for (int i = 0; i < n && i < room; i++) from_ivalue(std::move(lease.stack[i]), results[i]);
    return n;
  });
}

// ---- tensors

TL_API void tl_retain(void* t) { c10::raw::intrusive_ptr::incref(static_cast<Impl*>(t)); }
TL_API void tl_release(void* t) { TensorPtr::reclaim(static_cast<Impl*>(t)); }
TL_API int64_t tl_use_count(void* t) { Borrowed b(t); return static_cast<int64_t>(b.t.use_count()); }

TL_API int tl_dtype(void* t) { return static_cast<int>(c10::typeMetaToScalarType(static_cast<Impl*>(t)->dtype())); }
TL_API int tl_ndim(void* t) { return static_cast<int>(static_cast<Impl*>(t)->dim()); }
TL_API int64_t tl_numel(void* t) { return static_cast<Impl*>(t)->numel(); }
TL_API int64_t tl_nbytes(void* t) {
  auto* impl = static_cast<Impl*>(t);
  return impl->has_storage() ? impl->numel() * static_cast<int64_t>(impl->itemsize()) : 0;
}
TL_API int tl_device(void* t) { return pack(static_cast<Impl*>(t)->device()); }
TL_API const int64_t* tl_sizes(void* t, int* ndim) {
  auto sizes = static_cast<Impl*>(t)->sizes();
  *ndim = static_cast<int>(sizes.size());
  return sizes.data();
}
TL_API int tl_describe(void* handle, tl_info* info) {
  return guarded(-1, [&] {
    Borrowed b(handle);
    auto& t = b.t;
    const bool strided = t.layout() == c10::kStrided && t.has_storage();
    info->numel = t.numel();
    info->ndim = static_cast<int32_t>(t.dim());
    info->sizes = t.sizes().data();
    info->strides = strided ? t.strides().data() : nullptr;
    info->offset = strided ? t.storage_offset() : 0;
    info->storage_bytes = strided ? static_cast<int64_t>(t.storage().nbytes()) : 0;
    info->data = strided ? t.data_ptr() : nullptr;
    info->dtype = static_cast<int32_t>(t.scalar_type());
    info->device = pack(t.device());
    info->flags = (strided && t.is_contiguous() ? TL_CONTIGUOUS : 0) | (t.requires_grad() ? TL_REQUIRES_GRAD : 0) |
                  (t.is_leaf() ? TL_LEAF : 0) | (t.is_sparse() ? TL_SPARSE : 0);
    return 0;
  });
}
TL_API int tl_same_storage(void* a, void* b) {
  return guarded(-1, [&] { Borrowed x(a), y(b); return x.t.has_storage() && y.t.has_storage() && x.t.storage().is_alias_of(y.t.storage()) ? 1 : 0; });
}
TL_API int tl_set_data(void* t, void* data) {
  return guarded(-1, [&] { Borrowed b(t); b.t.set_data(share(data)); return 0; });
}

// Wraps memory of the caller; drop(context) runs on any thread when the last tensor over it is gone.
TL_API void* tl_from_blob(void* data, const int64_t* sizes, int ndim, int dtype, tl_drop_fn drop, void* context) {
  return guarded(static_cast<void*>(nullptr), [&] {
    auto options = at::TensorOptions().dtype(static_cast<c10::ScalarType>(dtype));
    return give(at::from_blob(data, c10::IntArrayRef(sizes, ndim), [drop, context](void*) { if (drop) drop(context); }, options));
  });
}

// ---- autograd

TL_API int tl_requires_grad(void* t) { return guarded(-1, [&] { Borrowed b(t); return b.t.requires_grad() ? 1 : 0; }); }
TL_API int tl_set_requires_grad(void* t, int on) {
  return guarded(-1, [&] { Borrowed b(t); b.t.set_requires_grad(on != 0); return 0; });
}
TL_API int tl_is_leaf(void* t) { return guarded(-1, [&] { Borrowed b(t); return b.t.is_leaf() ? 1 : 0; }); }
TL_API int tl_retain_grad(void* t) { return guarded(-1, [&] { Borrowed b(t); b.t.retain_grad(); return 0; }); }
TL_API int tl_retains_grad(void* t) { return guarded(-1, [&] { Borrowed b(t); return b.t.retains_grad() ? 1 : 0; }); }
TL_API void* tl_grad(void* t) {
  return guarded(static_cast<void*>(nullptr), [&] { Borrowed b(t); return give(at::Tensor(b.t.grad())); });
}
TL_API int tl_set_grad(void* t, void* grad) {
  return guarded(-1, [&] { Borrowed b(t); b.t.mutable_grad() = share_or_undefined(grad); return 0; });
}
TL_API int tl_backward(void* const* tensors, int n, void* const* grads, int retain_graph, int create_graph, void* const* inputs, int ni) {
  return guarded(-1, [&] {
    torch::autograd::backward(share_all(tensors, n), grads ? share_all(grads, n) : torch::autograd::variable_list(), retain_graph != 0,
                              create_graph != 0, share_all(inputs, ni));
    return 0;
  });
}
TL_API int tl_autograd_grad(void* const* outputs, int no, void* const* inputs, int ni, void* const* grad_outputs, int ng, int retain_graph,
                            int create_graph, int allow_unused, void** results) {
  return guarded(-1, [&] {
    auto grads = torch::autograd::grad(share_all(outputs, no), share_all(inputs, ni), share_all(grad_outputs, ng), retain_graph != 0,
                                       create_graph != 0, allow_unused != 0);
    for (int i = 0; i < ni; i++) results[i] = give(std::move(grads[i]));
    return 0;
  });
}
TL_API int tl_grad_enabled() { return at::GradMode::is_enabled(); }
TL_API void tl_set_grad_enabled(int on) { at::GradMode::set_enabled(on != 0); }
TL_API int tl_inference_enabled() { return c10::InferenceMode::is_enabled(); }
TL_API void* tl_inference_push(int on) { return new c10::InferenceMode(on != 0); }
TL_API void tl_inference_pop(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }

// Managed code has computed `outputs` from `inputs` with gradients off; this hangs its backward on them.
// Takes over the context, also when no gradient is needed. Returns 1 if a node was made, 0 if none is needed.
TL_API int tl_attach_function(void* const* inputs, int ni, void* const* outputs, int no, tl_backward_fn backward, tl_drop_fn drop, void* context) {
  return guarded(-1, [&] {
    auto in = share_all(inputs, ni);
    auto out = share_all(outputs, no);
    if (!torch::autograd::GradMode::is_enabled() || !torch::autograd::any_variable_requires_grad(in)) {
      drop(context);
      return 0;
    }
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 14)
    auto node = c10::make_intrusive<ManagedFunction>(backward, drop, context, ni);
#else
    std::shared_ptr<ManagedFunction> node(new ManagedFunction(backward, drop, context, ni), torch::autograd::deleteNode);
#endif
    node->set_next_edges(torch::autograd::collect_next_edges(in));
    for (auto& t : out) {
      if (t.defined() && (t.is_floating_point() || t.is_complex())) torch::autograd::set_history(t, node);
      else node->add_input_metadata(torch::autograd::Node::undefined_input());
    }
    return 1;
  });
}

TL_API int tl_register_hook(void* t, tl_hook_fn call, tl_drop_fn drop, void* context) {
  auto hook = std::shared_ptr<Hook>(new Hook{call, drop, context});
  return guarded(-1, [&] {
    Borrowed b(t);
    return static_cast<int>(b.t.register_hook([hook](at::Tensor grad) -> at::Tensor {
      void* replacement = nullptr;
      auto* message = hook->call(hook->context, grad.unsafeGetTensorImpl(), &replacement);
      at::Tensor result = replacement ? adopt(replacement) : at::Tensor();
      check(message);
      return result;
    }));
  });
}
TL_API int tl_remove_hook(void* t, int position) {
  return guarded(-1, [&] { Borrowed b(t); b.t.remove_hook(static_cast<unsigned>(position)); return 0; });
}

// ---- random numbers

// Every generator of every device, as torch's manual_seed does.
TL_API int tl_manual_seed(int64_t seed) {
  return guarded(-1, [&] { at::manual_seed(static_cast<uint64_t>(seed)); return 0; });
}
TL_API void* tl_generator_default(int64_t device) {
  return guarded(static_cast<void*>(nullptr), [&]() -> void* {
    auto g = at::globalContext().defaultGenerator(device_of(device));
    return GeneratorPtr(g.getIntrusivePtr()).release();
  });
}
TL_API void* tl_generator_new(int64_t device, uint64_t seed) {
  return guarded(static_cast<void*>(nullptr), [&]() -> void* {
    auto d = device_of(device);
    auto g = d.is_cpu() ? at::detail::createCPUGenerator(seed) : at::globalContext().defaultGenerator(d).clone();
    g.set_current_seed(seed);
    return GeneratorPtr(g.getIntrusivePtr()).release();
  });
}
TL_API void tl_generator_release(void* g) { GeneratorPtr::reclaim(static_cast<c10::GeneratorImpl*>(g)); }
namespace {
at::Generator generator_of(void* g) { return at::Generator(GeneratorPtr::reclaim_copy(static_cast<c10::GeneratorImpl*>(g))); }
}
TL_API int tl_generator_set_seed(void* handle, uint64_t seed) {
  return guarded(-1, [&] {
    auto g = generator_of(handle);
    std::lock_guard<std::mutex> lock(g.mutex());
    g.set_current_seed(seed);
    return 0;
  });
}
TL_API uint64_t tl_generator_seed(void* handle) {
  return guarded(static_cast<uint64_t>(0), [&] { return generator_of(handle).current_seed(); });
}
TL_API void* tl_generator_state(void* handle) {
  return guarded(static_cast<void*>(nullptr), [&] {
    auto g = generator_of(handle);
    std::lock_guard<std::mutex> lock(g.mutex());
    return give(g.get_state());
  });
}
TL_API int tl_generator_set_state(void* handle, void* state) {
  return guarded(-1, [&] {
    auto g = generator_of(handle);
    std::lock_guard<std::mutex> lock(g.mutex());
    g.set_state(share(state));
    return 0;
  });
}
