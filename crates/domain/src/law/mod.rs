//! The law as data: what it says is in `law/`, with its source, how sure we are of it, and since when it holds.

pub mod coverage;
pub mod ehc;
pub mod phrases;
pub mod sen_report;
