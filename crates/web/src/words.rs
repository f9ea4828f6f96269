//! Numbers, dates and texts as people write them (GOV.UK style guide).

use crate::reachable::{Reach, reachable};
use local_offer_domain::Published;
use local_offer_domain::directory::{Cost, GettingIn};
use local_offer_domain::listing::CheckedBy;
use local_offer_domain::values::{Answer, Miles, Said, Telephone, telephones};

pub(crate) use local_offer_operations::in_words as date;

/// "Thursday 3 September 2026".
pub(crate) fn long_date(date: jiff::civil::Date) -> String {
    date.strftime("%A %-d %B %Y").to_string()
}

/// "Under half a mile", "About 3 miles": roads are longer than the straight line, so more would be untrue.
pub(crate) fn miles(miles: Miles) -> String {
    match miles {
        miles if miles < 0.5 => "Under half a mile".to_owned(),
        miles if miles < 1.5 => "About 1 mile".to_owned(),
        miles => format!("About {miles:.0} miles"),
    }
}

/// "1 result", "1,234 results".
pub(crate) fn count(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", thousands(number), if number == 1 { one } else { many })
}

/// "1,234".
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Who checked, as part of a sentence.
pub(crate) fn checked_by(by: CheckedBy, authority: &str) -> String {
    match by {
        CheckedBy::Provider => "the people who run it".to_owned(),
        CheckedBy::Authority => authority.to_owned(),
        CheckedBy::Forum => "the parent carer forum".to_owned(),
        CheckedBy::Source => "the service we got this from".to_owned(),
    }
}

/// "Yes", "No" or nothing.
pub(crate) fn answer(answer: Answer) -> Option<&'static str> {
    match answer {
        Answer::Yes => Some("Yes"),
        Answer::No => Some("No"),
        Answer::Unknown => None,
    }
}

/// The cost on one line of a list of results; nothing when it was not told.
pub(crate) fn cost_line(cost: &Cost) -> Option<String> {
    if cost.is_free() == Answer::Yes {
        return Some("Free".to_owned());
    }
    let cheapest = cost.options.iter().filter(|option| option.pounds.is_some());
    let cheapest = cheapest.min_by(|a, b| a.pounds.unwrap_or(0.0).total_cmp(&b.pounds.unwrap_or(0.0)));
    match cheapest {
        // "From free" is no price: what is said is that some of it costs nothing.
        Some(option) if cost.options.len() > 1 && option.pounds.is_some_and(|pounds| pounds <= 0.0) => {
            Some("Some of it is free".to_owned())
        }
        Some(option) if cost.options.len() > 1 => Some(format!("From {}", option.price())),
        Some(option) => Some(option.price()),
        None if cost.is_free() == Answer::No => Some("There is a charge".to_owned()),
        None => None,
    }
}

/// How to get in on one line of a list of results; nothing when it was not told.
pub(crate) fn way_in_line(getting_in: &GettingIn) -> Option<&'static str> {
    use local_offer_domain::directory::ReferralRoute;
    let routes = &getting_in.routes;
    if routes.contains(&ReferralRoute::Myself) {
        Some("You can ask yourself")
    } else if routes.is_empty() {
        None
    } else {
        Some("Needs a referral")
    }
}

/// What a result says in one sentence: the summary, or the beginning of the description.
pub(crate) fn summary(entry: &Published) -> String {
    if entry.summary().is_empty() { excerpt(entry.description(), 180) } else { entry.summary().to_owned() }
}

/// The first sentences of a text that fit.
pub(crate) fn excerpt(text: &str, longest: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= longest {
        return text;
    }
    let cut: String = text.chars().take(longest).collect();
    match cut.rfind(". ").filter(|end| *end > longest / 3) {
        Some(end) => cut[..=end].to_owned(),
        None => format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words)),
    }
}

/// The paragraphs of a text.
pub(crate) fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()).map(str::to_owned).collect()
}

/// The text with a capital at its beginning.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What somebody wrote about how they can be rung, as HTML: each number is a link of its own, and the rest is words.
pub(crate) fn tappable(text: &str) -> String {
    let piece = |piece: Said<'_>| match piece {
        Said::Words(words) => escape(words),
        Said::Number(number) => number_link(&number, ""),
    };
    telephones(text).into_iter().map(piece).collect()
}

/// The same with "Call" before the first number, in its link: read out by itself, a link has to say what it does.
pub(crate) fn callable(text: &str) -> String {
    let mut say = "Call ";
    let piece = |piece: Said<'_>| match piece {
        Said::Words(words) => escape(words),
        Said::Number(number) => number_link(&number, std::mem::take(&mut say)),
    };
    telephones(text).into_iter().map(piece).collect()
}

/// Running text as HTML in which telephone numbers and addresses of mail can be tapped.
pub(crate) fn reaching(text: &str) -> String {
    let piece = |piece: Reach<'_>| match piece {
        Reach::Words(words) => escape(words),
        Reach::Phone(number) => number_link(&number, ""),
        Reach::Email(address) => email_link(address),
    };
    reachable(text).into_iter().map(piece).collect()
}

/// An address of mail as a link that writes to it.
pub(crate) fn email_link(address: &str) -> String {
    format!("<a class=\"govuk-link lo-email\" href=\"mailto:{0}\">{0}</a>", escape(address))
}

/// A number as a link that rings it.
pub(crate) fn number_link(number: &Telephone<'_>, before: &str) -> String {
    let (dialled, written) = (&number.dialled, escape(number.written));
    format!("<a class=\"govuk-link lo-number\" href=\"tel:{dialled}\">{before}{written}</a>")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_dates_are_written_as_people_write_them() {
        assert_eq!(date("2026-11-05".parse().unwrap()), "5 November 2026");
        assert_eq!([0.2, 1.2, 2.6].map(miles), ["Under half a mile", "About 1 mile", "About 3 miles"]);
        assert_eq!(
            [count(1, "result", "results"), count(1_234_567, "result", "results")],
            ["1 result", "1,234,567 results"]
        );
    }

    #[test]
    fn a_long_text_is_cut_at_a_sentence_or_a_word() {
        assert_eq!(excerpt("We meet weekly. We sing. And much more follows here.", 30), "We meet weekly. We sing.");
        assert_eq!(excerpt(&"word ".repeat(50), 12), "word word…");
        assert_eq!(excerpt(&"é".repeat(300), 10), format!("{}…", "é".repeat(10)));
    }
}
