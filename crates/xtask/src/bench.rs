//! Speed is measured here, never in a test.

use crate::run;

/// Run the benchmark program in release.
pub(crate) fn bench(services: usize) -> anyhow::Result<()> {
    run::cargo(&[
        "run",
        "--release",
        "--locked",
        "--package",
        "local-offer-test-support",
        "--example",
        "bench",
        "--",
        &services.to_string(),
    ])
}
