use super::{now, open, report};
use crate::cli::{Check, CheckArgs};
use crate::config::Config;
use local_offer_catalogue::coverage::{CoverageState, count, coverage};
use local_offer_catalogue::{AreaCatalogue, Catalogue};
use local_offer_domain::editing::{hints, reading_age};
use local_offer_domain::guides::{GuideForm, links_in, plain_text};
use local_offer_domain::law::coverage::CoverageForce;
use local_offer_domain::law::phrases::misstatements;
use local_offer_domain::listing::Kind;
use local_offer_domain::values::Slug;
use local_offer_operations::{check_links, england, load_catalogue};

/// What came out: `false` when something is wrong that the law or a reader would mind.
pub(crate) async fn check(config: &Config, what: Check) -> anyhow::Result<bool> {
    let storage = open(config).await?;
    if let Check::Links { now: true } = what {
        let looked = check_links(&config.office(storage.clone(), config.port())?).await?;
        report(format!("Looked at {looked} addresses."));
    }
    let (catalogue, _) = load_catalogue(&storage).await?;
    let args = match &what {
        Check::Coverage(args) | Check::Content(args) => args.clone(),
        Check::Links { .. } => CheckArgs::default(),
    };
    let areas = catalogue
        .areas()
        .iter()
        .filter(|area| args.area.as_deref().is_none_or(|wanted| area.area().id.as_str() == wanted));
    let areas: Vec<_> = areas.cloned().collect();
    anyhow::ensure!(!areas.is_empty(), "there is no such area in this database");
    let mut sound = true;
    for area in &areas {
        report(&area.area().title);
        sound &= match what {
            Check::Coverage(_) => covered(&catalogue, area),
            Check::Content(_) => readable(&catalogue, area),
            Check::Links { .. } => links(&catalogue, area),
        };
    }
    Ok(sound)
}

/// Each item that is not met, the law first. What the law says "must" decides whether all is well.
fn covered(catalogue: &Catalogue, area: &AreaCatalogue) -> bool {
    let all = coverage(catalogue, area, england(now()));
    for force in CoverageForce::ALL {
        let counts: Vec<String> = count(&all, force)
            .into_iter()
            .filter(|(_, number)| *number > 0)
            .map(|(state, number)| format!("{number} {}", state.as_str()))
            .collect();
        report(format!("  {:<7} {}", force.as_str(), counts.join(", ")));
        for one in all.iter().filter(|one| one.item.force == force && one.state != CoverageState::Met) {
            report(format!("    {:<16} {:<16} {}", one.item.id, one.state.as_str(), one.item.source));
            for finding in one.findings.iter().filter(|finding| finding.state != CoverageState::Met) {
                report(format!("        {}", finding.words));
            }
        }
    }
    all.iter().all(|one| one.item.force != CoverageForce::Must || one.state == CoverageState::Met)
}

/// How every page reads, whether it misstates the law, and whether its own links lead somewhere.
fn readable(catalogue: &Catalogue, area: &AreaCatalogue) -> bool {
    let glossary = &catalogue.vocabulary().glossary;
    let mut sound = true;
    for guide in area.guides().filter(|guide| guide.content.form == GuideForm::Page) {
        let text = format!("{}\n{}", guide.content.summary, plain_text(&guide.content.body));
        let mut told: Vec<String> = Vec::new();
        told.extend(
            hints(&text, |letters| glossary.expand(letters).is_some())
                .iter()
                .map(local_offer_domain::editing::Hint::words),
        );
        told.extend(misstatements(&text).iter().map(|found| format!("“{}”: {}", found.found, found.phrase.why)));
        told.extend(broken(area, &guide.content.body).into_iter().map(|link| format!("leads nowhere: {link}")));
        if guide.content.sources.is_empty() {
            told.push("names no source".to_owned());
        }
        if !told.is_empty() {
            sound = false;
            let age = reading_age(&text).unwrap_or_default();
            report(format!("  {} (reads like {age:.0})", guide.slug));
            for line in told {
                report(format!("      {line}"));
            }
        }
    }
    if sound {
        report("  every page reads as it should");
    }
    sound
}

/// Links of a page to pages of this Local Offer that are not there.
fn broken(area: &AreaCatalogue, body: &str) -> Vec<String> {
    let there = |link: &String| {
        let path = link.split(['#', '?']).next().unwrap_or_default();
        let Some((folder, rest)) = path.trim_start_matches('/').split_once('/') else { return true };
        let slug = rest.split('/').next().unwrap_or_default();
        let kind = match folder {
            "guides" => Kind::Guide,
            "services" => Kind::Service,
            "settings" if slug != "compare" => Kind::Setting,
            "organisations" => Kind::Organisation,
            _ => return true,
        };
        Slug::parse(slug).is_ok_and(|slug| area.find(kind, &slug).is_some() || area.moved(&slug).is_some())
    };
    links_in(body).into_iter().filter(|link| link.starts_with('/') && !there(link)).collect()
}

/// Addresses that lead nowhere, by the entry that shows them.
fn links(catalogue: &Catalogue, area: &AreaCatalogue) -> bool {
    let mut sound = true;
    for guide in area.guides() {
        for link in broken(area, &guide.content.body) {
            sound = false;
            report(format!("  {}: {link} leads nowhere", guide.slug));
        }
        for link in links_in(&guide.content.body) {
            if let Some(check) = catalogue.link_check(&link).filter(|check| !check.works) {
                sound = false;
                report(format!("  {}: {link} ({}, {})", guide.slug, check.result, check.checked_on));
            }
        }
    }
    for setting in area.settings() {
        let report_link = setting.content.sen_report.as_ref().and_then(|report| report.url.as_ref());
        for url in setting.content.website.iter().chain(report_link) {
            if let Some(check) = catalogue.link_check(&url.to_string()).filter(|check| !check.works) {
                sound = false;
                report(format!("  {}: {url} ({}, {})", setting.slug, check.result, check.checked_on));
            }
        }
    }
    if sound {
        report("  no address that was looked at leads nowhere");
    }
    sound
}
