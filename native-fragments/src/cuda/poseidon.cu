/* Poseidon on a CUDA device: a thread for each group. */
#include <cuda_runtime.h>

#include <climits>
#include <cstdio>
#include <mutex>

#include "fondaco_proof_cuda.h"

extern "C" {
#include "device_constants.h"
}

namespace {

constexpr int KINDS = 4;
constexpr int ARITIES[KINDS] = {2, 4, 8, 11};
constexpr int THREADS = 128;
/* Groups on the device at a time: 256 MiB of nodes at arity 8. */
constexpr int64_t AT_A_TIME = 1 << 20;
constexpr unsigned long long NONE = ULLONG_MAX;

struct kind {
    struct device_poseidon shape;
    element *constants;
};

std::mutex preparing;
kind kinds[KINDS];
bool prepared;

__global__ void hash_groups(device_poseidon shape, const element *constants, const element *nodes, element *digests,
                            int64_t groups, unsigned long long first, unsigned long long *refused) {
    int64_t group = (int64_t)blockIdx.x * blockDim.x + threadIdx.x;
    if (group >= groups) {
        return;
    }
    int arity = shape.width - 1;
    element digest;
    int bad = hash_group(&shape, constants, nodes + group * arity, &digest);
    if (bad >= 0) {
        atomicMin(refused, first + (unsigned long long)(group * arity + bad));
    } else {
        digests[group] = digest;
    }
}

/* Device memory of one call, given back with it. */
class Memory {
  public:
    Memory() : to(nullptr) {}
    ~Memory() {
        if (to != nullptr) {
            cudaFreeAsync(to, cudaStreamPerThread);
        }
    }
    Memory(const Memory &) = delete;
    Memory &operator=(const Memory &) = delete;
    cudaError_t take(size_t bytes) {
        return cudaMallocAsync(&to, bytes, cudaStreamPerThread);
    }
    element *elements() const {
        return static_cast<element *>(to);
    }
    unsigned long long *counter() const {
        return static_cast<unsigned long long *>(to);
    }

  private:
    void *to;
};

#define TRY(call)                                                                                                            \
    do {                                                                                                                     \
        if ((call) != cudaSuccess) {                                                                                         \
            cudaGetLastError();                                                                                              \
            return FP_DEVICE;                                                                                                \
        }                                                                                                                    \
    } while (0)

int find(int arity) {
    for (int i = 0; i < KINDS; i++) {
        if (ARITIES[i] == arity) {
            return i;
        }
    }
    return -1;
}

/* Brings the constants to the device, once. */
int64_t prepare() {
    std::lock_guard<std::mutex> held(preparing);
    if (prepared) {
        return 0;
    }
    static element row[MAX_DEVICE_CONSTANTS];
    for (int i = 0; i < KINDS; i++) {
        int count = lay_out(fp_poseidon(ARITIES[i]), &kinds[i].shape, row);
        if (kinds[i].constants == nullptr) {
            TRY(cudaMalloc(&kinds[i].constants, sizeof(element) * count));
        }
        TRY(cudaMemcpy(kinds[i].constants, row, sizeof(element) * count, cudaMemcpyHostToDevice));
    }
    prepared = true;
    return 0;
}

int64_t launch(const kind &k, const element *nodes, element *digests, int64_t groups, unsigned long long first,
               unsigned long long *refused) {
    unsigned blocks = (unsigned)((groups + THREADS - 1) / THREADS);
    hash_groups<<<blocks, THREADS, 0, cudaStreamPerThread>>>(k.shape, k.constants, nodes, digests, groups, first, refused);
    TRY(cudaGetLastError());
    return 0;
}

int64_t result(unsigned long long *refused) {
    unsigned long long found;
    TRY(cudaMemcpyAsync(&found, refused, sizeof found, cudaMemcpyDeviceToHost, cudaStreamPerThread));
    TRY(cudaStreamSynchronize(cudaStreamPerThread));
    return found == NONE ? 0 : (int64_t)found + 1;
}

} // namespace

int32_t fp_cuda_abi(void) {
    return FP_CUDA_ABI;
}

int32_t fp_cuda_devices(void) {
    int count = 0;
    if (cudaGetDeviceCount(&count) != cudaSuccess) {
        cudaGetLastError();
        return 0;
    }
    return count;
}

void fp_cuda_describe(char *to, int32_t bytes) {
    if (to == nullptr || bytes < 1) {
        return;
    }
    int count = 0;
    cudaError_t error = cudaGetDeviceCount(&count);
    cudaDeviceProp properties;
    if (error == cudaSuccess && count > 0) {
        error = cudaGetDeviceProperties(&properties, 0);
    }
    if (error == cudaSuccess && count > 0) {
        snprintf(to, (size_t)bytes, "%s, compute capability %d.%d", properties.name, properties.major, properties.minor);
    } else {
        snprintf(to, (size_t)bytes, "%s", error == cudaSuccess ? "no device" : cudaGetErrorString(error));
        cudaGetLastError();
    }
}

int64_t fp_cuda_field_hash(int32_t arity, const uint8_t *nodes, uint8_t *digests, int64_t groups) {
    int at = find(arity);
    if (at < 0 || nodes == nullptr || digests == nullptr || groups < 0 || groups > (int64_t)1 << 40) {
        return FP_ARGUMENT;
    }
    if (groups == 0) {
        return 0;
    }
    int64_t failed = prepare();
    if (failed != 0) {
        return failed;
    }
    int64_t most = groups < AT_A_TIME ? groups : AT_A_TIME;
    Memory in, out, refused;
    TRY(in.take(sizeof(element) * most * arity));
    TRY(out.take(sizeof(element) * most));
    TRY(refused.take(sizeof(unsigned long long)));
    TRY(cudaMemsetAsync(refused.counter(), 0xff, sizeof(unsigned long long), cudaStreamPerThread));
    for (int64_t done = 0; done < groups; done += most) {
        int64_t now = groups - done < most ? groups - done : most;
        TRY(cudaMemcpyAsync(in.elements(), nodes + sizeof(element) * done * arity, sizeof(element) * now * arity,
                            cudaMemcpyHostToDevice, cudaStreamPerThread));
        failed = launch(kinds[at], in.elements(), out.elements(), now, (unsigned long long)(done * arity), refused.counter());
        if (failed != 0) {
            return failed;
        }
        int64_t bad = result(refused.counter());
        if (bad != 0) {
            return bad;
        }
        TRY(cudaMemcpyAsync(digests + sizeof(element) * done, out.elements(), sizeof(element) * now, cudaMemcpyDeviceToHost,
                            cudaStreamPerThread));
        TRY(cudaStreamSynchronize(cudaStreamPerThread));
    }
    return 0;
}

int64_t fp_cuda_field_rows(const uint8_t *leaves, uint8_t *rows, int64_t count) {
    if (leaves == nullptr || rows == nullptr || count < 8 || count > (int64_t)1 << 40 || (count & (count - 1)) != 0
        || __builtin_ctzll((unsigned long long)count) % 3 != 0) {
        return FP_ARGUMENT;
    }
    int64_t failed = prepare();
    if (failed != 0) {
        return failed;
    }
    /* The rows stay on the device until all are made. */
    Memory in, out, refused;
    int64_t made = (count - 1) / 7;
    TRY(in.take(sizeof(element) * count));
    TRY(out.take(sizeof(element) * made));
    TRY(refused.take(sizeof(unsigned long long)));
    TRY(cudaMemsetAsync(refused.counter(), 0xff, sizeof(unsigned long long), cudaStreamPerThread));
    TRY(cudaMemcpyAsync(in.elements(), leaves, sizeof(element) * count, cudaMemcpyHostToDevice, cudaStreamPerThread));
    const element *below = in.elements();
    element *row = out.elements();
    for (int64_t groups = count / 8; groups > 0; groups /= 8) {
        failed = launch(kinds[find(8)], below, row, groups, 0, refused.counter());
        if (failed != 0) {
            return failed;
        }
        if (below == in.elements()) {
            int64_t bad = result(refused.counter());
            if (bad != 0) {
                return bad;
            }
        }
        below = row;
        row += groups;
    }
    TRY(cudaMemcpyAsync(rows, out.elements(), sizeof(element) * made, cudaMemcpyDeviceToHost, cudaStreamPerThread));
    TRY(cudaStreamSynchronize(cudaStreamPerThread));
    return 0;
}
