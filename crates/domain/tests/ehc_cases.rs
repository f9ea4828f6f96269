//! The worked cases of `law/ehc_cases.tsv`, which were written from the regulations and not from the code.

use local_offer_domain::law::ehc::{Facts, RuleBook, calculate};
use std::collections::BTreeSet;

#[test]
fn every_worked_case_comes_out_as_the_regulations_say() {
    let book = RuleBook::built_in();
    let cases = include_str!("../../../law/ehc_cases.tsv");
    let mut wrong = Vec::new();
    let (mut count, mut rules) = (0, BTreeSet::new());
    for line in cases.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [case, id, facts, expected, why] = cells[..] else { panic!("five columns: {line}") };
        let rule = book.rule(id).unwrap_or_else(|| panic!("{case}: no rule {id}"));
        let pairs = facts.split(' ').filter_map(|fact| fact.split_once('='));
        let facts =
            Facts::read(pairs, |text| text.parse().ok()).unwrap_or_else(|problems| panic!("{case}: {problems:?}"));
        let outcome = calculate(book, rule, &facts);
        let day = |name: &str, day: Option<jiff::civil::Date>| day.map(|day| format!("{name}={day}"));
        let mut exceptions = outcome.exceptions.clone();
        exceptions.sort();
        let told = [
            day("last_date", outcome.last_date),
            day("first_day", outcome.first_day),
            day("plan_by", outcome.plan_by),
            day("late_after", outcome.late_after),
            Some(format!("status={}", outcome.status.as_str())),
            (!exceptions.is_empty()).then(|| format!("exceptions={}", exceptions.join(","))),
        ];
        let told: BTreeSet<String> = told.into_iter().flatten().collect();
        let expected: BTreeSet<String> = expected
            .split(' ')
            .map(|part| match part.strip_prefix("exceptions=") {
                Some(list) => {
                    let mut list: Vec<&str> = list.split(',').collect();
                    list.sort_unstable();
                    format!("exceptions={}", list.join(","))
                }
                None => part.to_owned(),
            })
            .collect();
        if told != expected {
            wrong.push(format!("{case} {id}: {facts:?}\n   expected {expected:?}\n   got      {told:?}\n   ({why})"));
        }
        count += 1;
        rules.insert(id);
    }
    assert!(count >= 600 && rules.len() == book.rules().len(), "{count} cases of {} rules", rules.len());
    assert!(wrong.is_empty(), "{} of {count} cases:\n{}", wrong.len(), wrong.join("\n"));
}
