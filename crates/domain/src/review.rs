//! Keeping listings true: how often each is confirmed, and what happens when it is not.
//!
//! Only the day by which a listing should be confirmed is stored. Whether it is due, late or lapsed is computed from today.

use crate::editing::Risk;
use crate::law::ehc::RuleBook;
use crate::listing::Kind;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An area's rules for its listings, in its configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ListingPolicy {
    /// Months between confirmations, by category; the shortest of a listing's categories counts.
    pub months_by_category: BTreeMap<String, u8>,
    /// Months between confirmations of other services.
    pub service_months: u8,
    /// Of settings.
    pub setting_months: u8,
    /// Of organisations.
    pub organisation_months: u8,
    /// Of pages that name no time of their own.
    pub guide_months: u8,
    /// Days before the day at which to remind; 0 is the day itself.
    pub remind_days_before: Vec<u16>,
    /// Days late at which the public is told "not confirmed since".
    pub not_confirmed_after: u16,
    /// Days late at which it comes after everything else, where nothing else was chosen as the order.
    pub demoted_after: u16,
    /// Days late at which it is no longer listed.
    pub archived_after: u16,
    /// Working days within which the authority promises to decide.
    pub decide_within: u16,
    /// Whether another person than the one who decided has to agree before anything is published.
    pub second_person: bool,
    /// Questions whose risk is another here than usual.
    pub risk: BTreeMap<String, Risk>,
}

impl Default for ListingPolicy {
    fn default() -> Self {
        Self {
            months_by_category: [("holiday-activities".to_owned(), 3)].into(),
            service_months: 6,
            setting_months: 12,
            organisation_months: 12,
            guide_months: 12,
            remind_days_before: vec![30, 14, 0],
            not_confirmed_after: 30,
            demoted_after: 90,
            archived_after: 180,
            decide_within: 10,
            second_person: false,
            risk: BTreeMap::new(),
        }
    }
}

/// How true a listing can be taken to be, today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Freshness {
    /// Confirmed, and not yet due again.
    Current,
    /// To be confirmed soon.
    Due,
    /// The day has passed.
    Late,
    /// So late that the public is told.
    NotConfirmed,
    /// So late that it comes last.
    Demoted,
    /// So late that it is no longer listed.
    Lapsed,
}

impl Freshness {
    /// Every state, from the best.
    pub const ALL: [Self; 6] = [Self::Current, Self::Due, Self::Late, Self::NotConfirmed, Self::Demoted, Self::Lapsed];

    /// What staff read.
    pub fn words(self) -> &'static str {
        match self {
            Self::Current => "Confirmed",
            Self::Due => "Due soon",
            Self::Late => "Late",
            Self::NotConfirmed => "Not confirmed",
            Self::Demoted => "Listed last",
            Self::Lapsed => "Archived",
        }
    }
}

impl ListingPolicy {
    /// How true a listing that should be confirmed by this day can be taken to be.
    pub fn freshness(&self, review_by: Option<Date>, today: Date) -> Freshness {
        let Some(review_by) = review_by else { return Freshness::Current };
        let late = days_between(review_by, today);
        let first_reminder = self.remind_days_before.iter().copied().max().unwrap_or(0);
        if late >= i64::from(self.archived_after) {
            Freshness::Lapsed
        } else if late >= i64::from(self.demoted_after) {
            Freshness::Demoted
        } else if late >= i64::from(self.not_confirmed_after) {
            Freshness::NotConfirmed
        } else if late > 0 {
            Freshness::Late
        } else if -late <= i64::from(first_reminder) {
            Freshness::Due
        } else {
            Freshness::Current
        }
    }

    /// The day by which something that was confirmed on `from` should be confirmed again.
    pub fn next_review<'a>(&self, kind: Kind, categories: impl IntoIterator<Item = &'a str>, from: Date) -> Date {
        let months = match kind {
            Kind::Service => categories
                .into_iter()
                .filter_map(|category| self.months_by_category.get(category).copied())
                .min()
                .unwrap_or(self.service_months),
            Kind::Setting => self.setting_months,
            Kind::Organisation => self.organisation_months,
            Kind::Guide => self.guide_months,
        };
        from.saturating_add(i64::from(months.max(1)).months())
    }

    /// The latest reminder, in days before the day, whose time has come; `None` before the first.
    pub fn reminder_due(&self, review_by: Date, today: Date) -> Option<u16> {
        let left = days_between(today, review_by);
        self.remind_days_before.iter().copied().filter(|days| left <= i64::from(*days)).min()
    }

    /// The day by which the authority promises to decide on what came in on `from`, in working days of England. In a year
    /// whose bank holidays nobody knows yet, only Saturdays and Sundays are left out.
    pub fn promise(&self, from: Date) -> Date {
        use jiff::civil::Weekday::{Saturday, Sunday};
        let holidays = RuleBook::built_in().holidays();
        let mut day = from;
        let mut left = self.decide_within;
        while left > 0 && day < Date::MAX {
            day = day.saturating_add(1.day());
            let weekend = matches!(day.weekday(), Saturday | Sunday);
            if holidays.is_working_day(day).unwrap_or(!weekend) {
                left -= 1;
            }
        }
        day
    }
}

/// Days from one day to another; negative when the other is earlier.
pub fn days_between(from: Date, to: Date) -> i64 {
    (to - from).get_days().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_listing_ages_from_confirmed_to_archived() {
        let policy = ListingPolicy::default();
        let by = day("2026-06-30");
        for (today, expected) in [
            ("2026-05-01", Freshness::Current),
            ("2026-05-31", Freshness::Due),
            ("2026-06-30", Freshness::Due),
            ("2026-07-01", Freshness::Late),
            ("2026-07-29", Freshness::Late),
            ("2026-07-30", Freshness::NotConfirmed),
            ("2026-09-28", Freshness::Demoted),
            ("2026-12-27", Freshness::Lapsed),
        ] {
            assert_eq!(policy.freshness(Some(by), day(today)), expected, "{today}");
        }
        assert_eq!(policy.freshness(None, by), Freshness::Current);
    }

    #[test]
    fn the_most_fickle_category_decides_how_often() {
        let policy = ListingPolicy::default();
        let from = day("2026-11-30");
        assert_eq!(policy.next_review(Kind::Service, ["holiday-activities", "clubs"], from), day("2027-02-28"));
        assert_eq!(policy.next_review(Kind::Service, ["respite"], from), day("2027-05-30"));
        assert_eq!(policy.next_review(Kind::Setting, [], from), day("2027-11-30"));
    }

    #[test]
    fn reminders_come_once_each_and_late_ones_are_not_repeated() {
        let policy = ListingPolicy::default();
        let by = day("2026-06-30");
        assert_eq!(policy.reminder_due(by, day("2026-05-30")), None);
        assert_eq!(policy.reminder_due(by, day("2026-05-31")), Some(30));
        assert_eq!(policy.reminder_due(by, day("2026-06-16")), Some(14));
        assert_eq!(policy.reminder_due(by, day("2026-06-30")), Some(0));
        assert_eq!(policy.reminder_due(by, day("2026-08-30")), Some(0));
    }

    #[test]
    fn a_promise_counts_working_days() {
        assert_eq!(ListingPolicy::default().promise(day("2026-11-20")), day("2026-12-04"));
    }

    #[test]
    fn nobody_works_at_christmas() {
        let policy = ListingPolicy { decide_within: 20, ..ListingPolicy::default() };
        assert_eq!(policy.promise(day("2026-11-28")), day("2026-12-29"), "25 and 28 December are bank holidays");
        assert_eq!(ListingPolicy::default().promise(day("2026-12-18")), day("2027-01-06"), "and so is 1 January");
        assert_eq!(ListingPolicy::default().promise(day("2090-12-18")), day("2091-01-01"), "nobody knows these yet");
    }
}
