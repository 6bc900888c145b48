//! Vectors as wide as the processor has them, chosen at run time.

/// Work that gains from wide vectors. [`Work::run`] has to be `#[inline(always)]`: it is compiled once for each width
/// of vectors, and its variants differ in nothing else. No operation is fused or reordered, so the bits are the same.
pub trait Work {
    /// What comes of it.
    type Outcome;

    /// Does it.
    fn run(self) -> Self::Outcome;
}

/// Does some work with the widest vectors that there are.
pub fn run<W: Work>(work: W) -> W::Outcome {
    #[cfg(target_arch = "x86_64")]
    {
        let widest = std::is_x86_feature_detected!("avx512f")
            && std::is_x86_feature_detected!("avx512vl")
            && std::is_x86_feature_detected!("avx512dq")
            && std::is_x86_feature_detected!("avx512bw");
        if widest {
            // The processor has just been found to have every feature that the function is compiled for.
            #[expect(
                unsafe_code,
                reason = "wider vectors where the processor has them; what they gain stands in docs/speed.md"
            )]
            return unsafe { run_avx512(work) };
        }
        if std::is_x86_feature_detected!("avx2") {
            // As above.
            #[expect(
                unsafe_code,
                reason = "wider vectors where the processor has them; what they gain stands in docs/speed.md"
            )]
            return unsafe { run_avx2(work) };
        }
    }
    work.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512vl,avx512dq,avx512bw")]
fn run_avx512<W: Work>(work: W) -> W::Outcome {
    work.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn run_avx2<W: Work>(work: W) -> W::Outcome {
    work.run()
}
