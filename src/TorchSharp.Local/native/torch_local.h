// The C ABI between TorchSharp.Local and libtorch. Plain C types only; no exception crosses it.
//
// A tensor handle is an owned reference to an at::TensorImpl. Handles given as arguments are borrowed,
// handles in results are owned by the receiver and end with tl_release.
// Functions that can fail return -1 or null and leave the reason in tl_error() of the calling thread.
#pragma once
#include <cstdint>

#define TL_API extern "C" __attribute__((visibility("default")))

extern "C" {

// How a tl_value is to be read. Keep in step with Interop/Tag.cs.
enum tl_tag : int32_t {
  TL_DEFAULT = 0,    // the default of the operator's schema
  TL_NONE = 1,
  TL_TENSOR = 2,     // p: handle
  TL_INT = 3,        // i: int, ScalarType, Layout, MemoryFormat, Scalar
  TL_DOUBLE = 4,     // d
  TL_BOOL = 5,       // i
  TL_INTS = 6,       // p: int64_t[n]
  TL_DOUBLES = 7,    // p: double[n]
  TL_BOOLS = 8,      // p: int64_t[n], zero or not
  TL_TENSORS = 9,    // p: handle[n]; a null element is None
  TL_STRING = 10,    // p: utf-8, n bytes
  TL_DEVICE = 11,    // i: type << 8 | (index & 0xff)
  TL_GENERATOR = 12, // p: generator handle
  TL_COMPLEX = 13,   // p: double[2]
};

struct tl_value {
  int32_t tag;
  int32_t n;
  union { int64_t i; double d; void* p; };
};

enum tl_flag : int32_t { TL_CONTIGUOUS = 1, TL_REQUIRES_GRAD = 2, TL_LEAF = 4, TL_SPARSE = 8, TL_PINNED = 16 };

struct tl_info {
  void* data;
  const int64_t* sizes;
  const int64_t* strides;  // null unless strided
  int64_t numel;
  int64_t offset;          // of the first element in the storage, in elements
  int64_t storage_bytes;   // of the storage behind the tensor
  int32_t ndim;
  int32_t dtype;
  int32_t device;          // as TL_DEVICE
  int32_t flags;
};

// The managed part of a custom autograd function or a hook. Null means success; otherwise a message that
// tl_free takes.
typedef char* (*tl_backward_fn)(void* context, void* const* grad_outputs, int32_t n, void** grad_inputs, int32_t m);
typedef char* (*tl_hook_fn)(void* context, void* grad, void** replacement);
typedef void (*tl_drop_fn)(void* context);

}
