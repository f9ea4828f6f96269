//! Time limits of the EHC process in England: by when somebody must do something, from a day that a family knows.
//!
//! The rules are data (`law/ehc_rules.toml`), and so is the calendar. Only the ways of counting are code, each once, with the
//! authority for it beside it.

mod calculate;
mod calendar;
mod counting;
mod exceptions;
mod facts;
mod journey;
mod rule;

pub use calculate::{Outcome, Status, Step, calculate};
pub use calendar::{BankHolidays, OutsideCalendar};
pub use facts::{Absence, Closure, FactProblem, Facts, Placement};
pub use journey::{Ask, FactName, Journey, JourneyStep, Timeline, TimelineStep, timeline};
pub use rule::{Confidence, Counting, Exception, Force, Period, Rule, RuleBook, Unit};
