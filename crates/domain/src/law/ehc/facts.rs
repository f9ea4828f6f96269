use jiff::civil::Date;

/// What a family or a system knows: the day something happened, and what may remove a limit. Nothing of it is kept.
#[derive(Debug, Clone, Default, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, and any of them may be true with any other"
)]
pub struct Facts {
    /// The day from which the rule is counted.
    pub trigger: Option<Date>,
    /// When the notice of the decision was sent (appeals).
    pub notice_sent: Option<Date>,
    /// When the mediation certificate was issued (appeals).
    pub certificate: Option<Date>,
    /// The day of the transfer, to the next phase or to another authority.
    pub transfer: Option<Date>,
    /// When the plan was made or last reviewed.
    pub last_review: Option<Date>,
    /// Date of birth.
    pub born: Option<Date>,
    /// Where a young person of 25 learns.
    pub placement: Option<Placement>,
    /// When their course or training ends.
    pub ends: Option<Date>,
    /// The rule of an order of the tribunal that corresponds to what was agreed in mediation.
    pub agreed_order: Option<String>,
    /// Days on which the setting is open, in order.
    pub open_days: Vec<Date>,
    /// A setting that was asked for advice, and was closed.
    pub closure: Option<Closure>,
    /// The child, parent or young person was away from the area.
    pub absence: Option<Absence>,
    /// The parent of a detained child was away.
    pub parent_absence: Option<Absence>,
    /// Exceptional personal circumstances, which made the limit impractical.
    pub personal: bool,
    /// An appointment with the body was missed.
    pub missed_appointment: bool,
    /// The body said in writing why it would not help (section 31).
    pub refusal: bool,
    /// A day the tribunal directed.
    pub directed: Option<Date>,
    /// A day the parties to mediation agreed in writing.
    pub agreed: Option<Date>,
    /// The family agreed to shorter notice.
    pub consent: bool,
    /// The appeal is only about the named setting.
    pub section_i_only: bool,
    /// An appeal has been brought.
    pub appeal_brought: bool,
}

/// A closure of a setting that was asked for advice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closure {
    /// Whether it is an early years provider; else a school or college.
    pub early_years: bool,
    /// The day it was asked for advice.
    pub advice_asked: Date,
    /// The first closed day.
    pub closed_from: Date,
    /// The day it opens again.
    pub reopens: Date,
}

/// Days away, the first and the last counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absence {
    /// The first day away.
    pub from: Date,
    /// The last day away.
    pub to: Date,
}

/// Where a young person learns in the year in which they turn 25 (regulation 46).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// An institution within the further education sector.
    FeCollege,
    /// An apprenticeship.
    Apprenticeship,
    /// Anywhere else.
    Other,
}

impl Placement {
    /// The placement of this word.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "fe-college" | "fe" | "college" | "fe_college" => Some(Self::FeCollege),
            "apprenticeship" => Some(Self::Apprenticeship),
            "other" => Some(Self::Other),
            _ => None,
        }
    }
}

/// Most days on which a setting is open that are read.
const MOST_OPEN_DAYS: usize = 400;

/// Years in which a day can lie that matters to somebody alive or to be born soon. Others are slips of the hand.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2200;

/// A fact that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactProblem {
    /// Its name.
    pub fact: String,
    /// What is wrong, in a sentence.
    pub message: String,
}

impl Facts {
    /// Read facts by name, as an address or a form has them; `day` reads one day. Empty values are facts nobody gave, and names
    /// that are no facts are left alone.
    pub fn read<'a>(
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
        day: impl Fn(&str) -> Option<Date>,
    ) -> Result<Self, Vec<FactProblem>> {
        let mut reader = Reader { day, problems: Vec::new(), parts: Parts::default(), facts: Self::default() };
        for (name, value) in pairs {
            let value = value.trim();
            if !value.is_empty() {
                reader.fact(name, value);
            }
        }
        reader.finish()
    }
}

/// Facts of which only several together say something.
#[derive(Default)]
struct Parts {
    advice_asked: Option<Date>,
    closed_from: Option<Date>,
    reopens: Option<Date>,
    early_years: bool,
    absent: (Option<Date>, Option<Date>),
    parent_absent: (Option<Date>, Option<Date>),
}

struct Reader<Day> {
    day: Day,
    problems: Vec<FactProblem>,
    parts: Parts,
    facts: Facts,
}

impl<Day: Fn(&str) -> Option<Date>> Reader<Day> {
    fn fact(&mut self, name: &str, value: &str) {
        match name {
            "trigger" => self.facts.trigger = self.day(name, value),
            "notice_sent" => self.facts.notice_sent = self.day(name, value),
            "certificate" => self.facts.certificate = self.day(name, value),
            "transfer" => self.facts.transfer = self.day(name, value),
            "last_review" => self.facts.last_review = self.day(name, value),
            "born" => self.facts.born = self.day(name, value),
            "ends" => self.facts.ends = self.day(name, value),
            "directed" => self.facts.directed = self.day(name, value),
            "agreed" => self.facts.agreed = self.day(name, value),
            "advice_asked" => self.parts.advice_asked = self.day(name, value),
            "closed_from" => self.parts.closed_from = self.day(name, value),
            "reopens" => self.parts.reopens = self.day(name, value),
            "absent_from" => self.parts.absent.0 = self.day(name, value),
            "absent_to" => self.parts.absent.1 = self.day(name, value),
            "parent_absent_from" => self.parts.parent_absent.0 = self.day(name, value),
            "parent_absent_to" => self.parts.parent_absent.1 = self.day(name, value),
            "open_days" => {
                // Two school years have fewer; one day that is none is enough to say so.
                let days: Option<Vec<Date>> =
                    value.split(',').take(MOST_OPEN_DAYS).map(|day| self.day(name, day.trim())).collect();
                self.facts.open_days = days.unwrap_or_default();
                self.facts.open_days.sort_unstable();
                self.facts.open_days.dedup();
            }
            "provider" => self.parts.early_years = value == "early-years",
            "personal" => self.facts.personal = yes(value),
            "missed_appointment" => self.facts.missed_appointment = yes(value),
            "refusal" => self.facts.refusal = yes(value),
            "consent" => self.facts.consent = yes(value),
            "section_i_only" => self.facts.section_i_only = yes(value),
            "appeal_brought" => self.facts.appeal_brought = yes(value),
            "agreed_order" => self.facts.agreed_order = Some(value.to_owned()),
            "placement" => {
                self.facts.placement = Placement::parse(value);
                if self.facts.placement.is_none() {
                    self.problem(name, "Choose fe-college, apprenticeship or other");
                }
            }
            _ => {}
        }
    }

    fn day(&mut self, name: &str, value: &str) -> Option<Date> {
        let day = (self.day)(value).filter(|day| YEARS.contains(&day.year()));
        if day.is_none() {
            self.problem(name, "Enter a real day with its year");
        }
        day
    }

    fn problem(&mut self, fact: &str, message: &str) {
        self.problems.push(FactProblem { fact: fact.to_owned(), message: message.to_owned() });
    }

    fn finish(mut self) -> Result<Facts, Vec<FactProblem>> {
        let parts = std::mem::take(&mut self.parts);
        if let (Some(advice_asked), Some(closed_from), Some(reopens)) =
            (parts.advice_asked, parts.closed_from, parts.reopens)
        {
            if reopens < closed_from {
                self.problem("reopens", "The setting cannot open again before it closes");
            }
            self.facts.closure = Some(Closure { early_years: parts.early_years, advice_asked, closed_from, reopens });
        } else if self.problems.is_empty()
            && (parts.advice_asked.is_some() || parts.closed_from.is_some() || parts.reopens.is_some())
        {
            self.problem(
                "closed_from",
                "A closure needs three days: the first closed day, the day of opening again, and the day advice was asked for",
            );
        }
        self.facts.absence = self.absence("absent_to", parts.absent);
        self.facts.parent_absence = self.absence("parent_absent_to", parts.parent_absent);
        if self.problems.is_empty() { Ok(self.facts) } else { Err(self.problems) }
    }

    fn absence(&mut self, name: &str, days: (Option<Date>, Option<Date>)) -> Option<Absence> {
        match days {
            (Some(from), Some(to)) if from <= to => Some(Absence { from, to }),
            (None, None) => None,
            (Some(_), Some(_)) => {
                self.problem(name, "The last day away cannot come before the first");
                None
            }
            _ => {
                if self.problems.is_empty() {
                    self.problem(name, "Give the first and the last day away");
                }
                None
            }
        }
    }
}

fn yes(value: &str) -> bool {
    matches!(value, "yes" | "true" | "1" | "on")
}
