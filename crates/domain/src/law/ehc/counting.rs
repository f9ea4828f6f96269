//! The ways of counting, and nothing else. Weekends move nothing: no limit in the Act or in the regulations says that they do.

use super::calendar::{BankHolidays, OutsideCalendar};
use super::rule::{Period, Unit};
use jiff::ToSpan;
use jiff::civil::Date;

/// So many calendar months on: the same day of the month, or the last day of a month that is too short.
pub(super) fn months_after(day: Date, months: i32) -> Date {
    day.saturating_add(months.months())
}

/// The last day of "within N after": the trigger day is not counted.
pub(super) fn within_after(trigger: Date, period: Period, holidays: &BankHolidays) -> Result<Date, OutsideCalendar> {
    Ok(match period.unit {
        Unit::Days => trigger.saturating_add(period.n.days()),
        Unit::Weeks => trigger.saturating_add((7 * period.n).days()),
        Unit::Months => months_after(trigger, period.n),
        Unit::WorkingDays | Unit::SchoolDays => holidays.nth_working_day(trigger, period.n, |_| false)?,
    })
}

/// The last day of N "beginning with" the trigger day, which is day 1.
pub(super) fn beginning_with(trigger: Date, period: Period, holidays: &BankHolidays) -> Result<Date, OutsideCalendar> {
    Ok(match period.unit {
        Unit::Days | Unit::Weeks => within_after(trigger, period, holidays)?.saturating_sub(1.day()),
        Unit::Months => {
            let matching = months_after(trigger, period.n);
            // In a month that is too short there is no matching day, and its last day still belongs to the period.
            if matching.day() == trigger.day() { matching.saturating_sub(1.day()) } else { matching }
        }
        Unit::WorkingDays | Unit::SchoolDays => {
            let first = holidays.this_or_next_working_day(trigger)?;
            holidays.nth_working_day(first, period.n - 1, |_| false)?
        }
    })
}

/// For "at least N before" an event: the day to plan for, which leaves the period clear on both sides, and the day after which
/// it is late on any reading.
pub(super) fn at_least_before(
    event: Date,
    period: Period,
    holidays: &BankHolidays,
) -> Result<(Date, Date), OutsideCalendar> {
    Ok(match period.unit {
        Unit::WorkingDays | Unit::SchoolDays => {
            let late_after = holidays.nth_working_day(event, -period.n, |_| false)?;
            (holidays.nth_working_day(event, -period.n - 1, |_| false)?, late_after)
        }
        Unit::Days | Unit::Weeks | Unit::Months => {
            let late_after = match period.unit {
                Unit::Months => months_after(event, -period.n),
                Unit::Weeks => event.saturating_sub((7 * period.n).days()),
                _ => event.saturating_sub(period.n.days()),
            };
            (late_after.saturating_sub(1.day()), late_after)
        }
    })
}

/// Whether the tribunal does not count this day: 25 December to 1 January, and August.
pub(super) fn tribunal_rests(day: Date) -> bool {
    matches!((day.month(), day.day()), (12, 25..=31) | (1, 1) | (8, _))
}

/// Where a limit of the Tribunal Rules moves to when it ends on a day that is no working day (rule 12).
pub(super) fn moved_by_rule_12(day: Date, holidays: &BankHolidays) -> Result<Date, OutsideCalendar> {
    let after = match (day.month(), day.day()) {
        (12, 25..=31) => Date::constant(day.year() + 1, 1, 1),
        (1, 1) => day,
        (8, _) => Date::constant(day.year(), 8, 31),
        _ => return holidays.this_or_next_working_day(day),
    };
    holidays.nth_working_day(after, 1, |_| false)
}
