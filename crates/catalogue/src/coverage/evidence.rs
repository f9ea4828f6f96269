use super::{CoverageState, age};
use crate::search::{Request, find};
use crate::{AreaCatalogue, Catalogue, Entry};
use jiff::civil::Date;
use local_offer_domain::directory::{Level, ServiceContent};
use local_offer_domain::editing::reading_age;
use local_offer_domain::guides::{GuideForm, plain_text};
use local_offer_domain::law::coverage::{
    Check, CoverageItem, CoverageRecord, ProviderKind, RecordKind, ReportsOf, Told,
};
use local_offer_domain::law::sen_report::headings;
use local_offer_domain::listing::Kind;
use local_offer_domain::review::Freshness;
use local_offer_domain::settings::{SenInformationReport, SettingContent, SettingKind};
use local_offer_domain::{Guide, Published, Service, Setting};

/// What one check came to.
#[derive(Debug)]
pub struct Finding {
    /// How it stands.
    pub state: CoverageState,
    /// What was found, in a sentence.
    pub words: String,
    /// What to look at: pages and listings, at most a few.
    pub links: Vec<Entry>,
    /// A search that shows all of it.
    pub search: Option<String>,
    /// The oldest day on which it was looked at or happened.
    pub as_of: Option<Date>,
}

/// Everything that can be found about an area, gathered once for all items.
pub struct Evidence<'a> {
    catalogue: &'a Catalogue,
    area: &'a AreaCatalogue,
    today: Date,
    pub(super) records: Vec<&'a CoverageRecord>,
    services: Vec<&'a Entry>,
    settings: Vec<&'a Setting>,
    guides: Vec<&'a Entry>,
}

/// Evidence links that are shown for a check.
const SHOWN: usize = 3;

/// Share of reports that must answer a section (a policy of ours: the law says all).
const REPORTS: u64 = 95;

impl<'a> Evidence<'a> {
    /// What can be found about an area today.
    pub fn of(catalogue: &'a Catalogue, area: &'a AreaCatalogue, today: Date) -> Self {
        let of = |kind| area.entries().filter(move |entry| entry.kind() == kind).collect::<Vec<_>>();
        Self {
            catalogue,
            area,
            today,
            records: catalogue.records().iter().filter(|record| record.area == area.area().id).collect(),
            services: of(Kind::Service),
            settings: area.settings().collect(),
            guides: of(Kind::Guide),
        }
    }

    /// Look for what a check asks.
    pub(super) fn find(&self, item: &CoverageItem, check: &Check) -> Finding {
        match check {
            Check::Page { page } => self.page(item, page),
            Check::Categories { categories } => self.categories(item, categories),
            Check::Themes { themes } => self.themes(themes),
            Check::Level { level } => self.levels(level),
            Check::Ages { .. } => self.ages(0, 25, None),
            Check::AgesIn { ages_in, from, to } => self.ages(*from, *to, Some(ages_in)),
            Check::Search { search } => self.search(search),
            Check::Provider { provider } => self.provider(*provider),
            Check::Outside { .. } => self.outside(item),
            Check::Section { section, of } => self.section(item, section, *of),
            Check::Senco { .. } => self.senco(),
            Check::Headings { .. } => self.headings(),
            Check::Document { document } => self.document(item, document),
            Check::Share { share, least } => self.share(*share, *least),
            Check::Links { links } => self.links(links),
            Check::Reading { reading } => self.reading(*reading),
            Check::Variants { variants } => self.variants(*variants),
            Check::Record { record } => self.record(item, record),
            Check::Built { built } => Finding { as_of: None, ..met(format!("Part of this program: {built}")) },
        }
    }

    fn page(&self, item: &CoverageItem, topic: &str) -> Finding {
        let answers = |entry: &&&Entry| match entry.as_ref() {
            Published::Guide(guide) => guide.content.topics.iter().any(|known| known == topic),
            _ => false,
        };
        let pages: Vec<&Entry> = self.guides.iter().filter(answers).copied().collect();
        let Some(guides) = some(pages.iter().filter_map(|entry| guide(entry)).collect::<Vec<_>>()) else {
            return missing(format!("No page answers “{}”", topic.replace('-', " ")));
        };
        let gaps: usize = guides.iter().map(|guide| guide.content.gaps().len()).sum();
        let unchecked = guides.iter().any(|guide| guide.assurance.is_none());
        let checked = guides.iter().filter_map(|guide| guide.assurance).map(|check| check.checked_on).min();
        let late = guides.iter().any(|guide| guide.review_by.is_some_and(|by| by < self.today));
        let old = checked.zip(item.max_age).is_some_and(|(on, days)| age(on, self.today) > days);
        let (state, words) = if late || old {
            (CoverageState::Stale, "A page is there and was not looked at in time".to_owned())
        } else if unchecked {
            (
                CoverageState::Partly,
                "A page is there that every area starts with; nobody here has checked it".to_owned(),
            )
        } else if gaps > 0 {
            let told = format!(
                "A page is there, with {gaps} local {} left to fill in",
                if gaps == 1 { "fact" } else { "facts" }
            );
            (CoverageState::Partly, told)
        } else {
            (CoverageState::Met, "A page is there".to_owned())
        };
        Finding { state, words, links: shown(pages), search: None, as_of: checked }
    }

    fn categories(&self, item: &CoverageItem, categories: &[String]) -> Finding {
        let mut links = Vec::new();
        let (mut lacking, mut stale) = (Vec::new(), Vec::new());
        let mut checked: Option<Date> = None;
        for category in categories {
            let label = self.catalogue.vocabulary().categories.label(category);
            let having: Vec<&Entry> =
                self.services.iter().filter(|entry| entry.categories().contains(&category.as_str())).copied().collect();
            if having.is_empty() {
                lacking.push(label.to_owned());
                continue;
            }
            // The best one counts: one that is true today answers a family.
            let best = having.iter().filter_map(|entry| entry.assurance()).map(|check| check.checked_on).max();
            let old = best.zip(item.max_age).is_some_and(|(on, days)| age(on, self.today) > days);
            if best.is_none() || old {
                stale.push(label.to_owned());
            }
            checked = [checked, best].into_iter().flatten().min();
            links.extend(having);
        }
        let search = Some(format!("/find?category={}", categories.join("&category=")));
        let number = links.len();
        let (state, words) = match (lacking.len(), stale.is_empty()) {
            (0, true) => (CoverageState::Met, format!("{number} listed")),
            (0, false) => (CoverageState::Stale, format!("Listed, and not confirmed in time: {}", stale.join(", "))),
            (lacks, _) if lacks == categories.len() => {
                (CoverageState::Missing, format!("Nothing is listed under {}", lacking.join(", ")))
            }
            _ => (CoverageState::Partly, format!("Nothing is listed under {}", lacking.join(", "))),
        };
        Finding { state, words, links: shown(links), search, as_of: checked }
    }

    fn themes(&self, themes: &[String]) -> Finding {
        let having: Vec<&Entry> = self
            .services
            .iter()
            .filter(|entry| themes.iter().any(|theme| entry.themes().contains(&theme.as_str())))
            .copied()
            .collect();
        if having.is_empty() {
            return missing("Nothing is listed under this theme".to_owned());
        }
        let search = Some(format!("/find?theme={}", themes.join("&theme=")));
        Finding { search, ..met(format!("{} listed", having.len())) }
    }

    fn levels(&self, theme: &str) -> Finding {
        let lacking: Vec<&str> = Level::ALL
            .into_iter()
            .filter(|level| {
                !self.services().any(|service| {
                    service.content.level == Some(*level) && service.content.themes.iter().any(|known| known == theme)
                })
            })
            .map(Level::words)
            .collect();
        let label = self.catalogue.vocabulary().themes.label(theme);
        let search = Some(format!("/find?theme={theme}"));
        match lacking.len() {
            0 => Finding { search, ..met(format!("{label}: for everyone, for some, and for few")) },
            3 => missing(format!("{label}: no level is told")),
            _ => Finding {
                search,
                ..partly(format!("{label}: nothing listed at the level “{}”", lacking.join("”, “")))
            },
        }
    }

    /// Whether somebody of every age finds something that says it is for them.
    fn ages(&self, from: u8, to: u8, theme: Option<&str>) -> Finding {
        let of_theme: Vec<&Service> = self
            .services()
            .filter(|service| theme.is_none_or(|theme| service.content.themes.iter().any(|known| known == theme)))
            .collect();
        let lacking: Vec<String> = (from..=to)
            .filter(|age| {
                !of_theme.iter().any(|service| service.content.suits.ages.is_some_and(|ages| ages.includes(*age)))
            })
            .map(|age| age.to_string())
            .collect();
        let search = Some(match theme {
            Some(theme) => format!("/find?theme={theme}&age={from}-{to}"),
            None => format!("/find?age={from}-{to}"),
        });
        match lacking.len() {
            0 => Finding { search, ..met(format!("Something for every age from {from} to {to}")) },
            all if all == usize::from(to - from) + 1 => {
                missing(format!("Nothing says that it is for ages {from} to {to}"))
            }
            _ => Finding { search, ..partly(format!("Nothing says that it is for age {}", lacking.join(", "))) },
        }
    }

    /// A search that finds something, and not everything.
    fn search(&self, words: &str) -> Finding {
        let request =
            Request { text: words.to_owned(), today: Some(self.today), page: 1, per_page: 3, ..Request::default() };
        let results = find(self.catalogue, self.area, &request);
        let everything = self.area.index().len() as u64;
        let found = results.total;
        let search = Some(format!("/find?q={words}"));
        if found == 0 {
            Finding { search, ..missing(format!("A search for “{words}” finds nothing")) }
        } else if found * 2 > everything {
            Finding { search, ..partly(format!("A search for “{words}” finds half of everything")) }
        } else {
            let links = results.hits.into_iter().map(|hit| hit.entry).collect();
            Finding { links, search, ..met(format!("A search for “{words}” finds {found}")) }
        }
    }

    fn provider(&self, kind: ProviderKind) -> Finding {
        let of_kind: Vec<&&Setting> = self.settings.iter().filter(|setting| is_of(&setting.content, kind)).collect();
        if of_kind.is_empty() {
            return missing("Nobody of this kind is listed, and nobody has written down that there is none".to_owned());
        }
        let silent = of_kind.iter().filter(|setting| !says_how_it_helps(&setting.content)).count();
        let links = of_kind.iter().take(SHOWN).filter_map(|setting| self.area.lookup(setting.id).cloned()).collect();
        let (state, words) = match silent {
            0 => (CoverageState::Met, format!("{} listed, each says how it helps", of_kind.len())),
            some => (CoverageState::Partly, format!("{} listed; {some} do not say how they help", of_kind.len())),
        };
        let search = match kind {
            ProviderKind::EarlyYears => Some("/settings?setting=early-years".to_owned()),
            ProviderKind::Special => Some("/settings?setting=special".to_owned()),
            ProviderKind::Post16 => Some("/settings?setting=post-16".to_owned()),
            _ => Some("/settings".to_owned()),
        };
        Finding { state, words, links, search, as_of: None }
    }

    fn outside(&self, item: &CoverageItem) -> Finding {
        let districts = &self.area.area().districts;
        let outside: Vec<&&Setting> = self
            .settings
            .iter()
            .filter(|setting| setting.content.district.as_ref().is_some_and(|district| !districts.contains(district)))
            .collect();
        if outside.is_empty() {
            let recorded =
                self.records.iter().find(|record| record.item == item.id && record.kind == RecordKind::Evidence);
            return match recorded {
                Some(record) => Finding { as_of: record.happened_on, ..met(record.text.clone()) },
                None => missing("Nothing outside the area is listed".to_owned()),
            };
        }
        met(format!("{} listed outside the area", outside.len()))
    }

    fn section(&self, item: &CoverageItem, key: &str, of: ReportsOf) -> Finding {
        let asked = |setting: &&&Setting| {
            let content = &setting.content;
            let asks = content.report_sections().any(|section| section.key == key);
            asks && match of {
                ReportsOf::All => content.kind != Some(SettingKind::ChildrensCentre),
                ReportsOf::Schools => content.must_report(),
            }
        };
        let settings: Vec<&&Setting> = self.settings.iter().filter(asked).collect();
        // A report on a school's own site answers to the law there; what it says we cannot see.
        let says = |setting: &&&&Setting| {
            report(setting).is_some_and(|report| report.answer(key).is_some() || report.url.is_some())
        };
        let in_time = |setting: &&&&Setting| {
            let published = report(setting).and_then(|report| report.published_on);
            published.is_some_and(|on| age(on, self.today) <= item.max_age.unwrap_or(365))
        };
        let answered = settings.iter().filter(says).count();
        let current = settings.iter().filter(|setting| says(setting) && in_time(setting)).count();
        let linked = settings
            .iter()
            .filter(|setting| {
                report(setting).is_some_and(|report| report.answer(key).is_none() && report.url.is_some())
            })
            .count();
        let mut told = of_all(current, settings.len(), REPORTS, "say, in a report of the last year");
        if told.state != CoverageState::Met && of_all(answered, settings.len(), REPORTS, "").state == CoverageState::Met
        {
            told.state = CoverageState::Stale;
        }
        if answered > current {
            told.words = format!("{}; {} more in one that is older or has no date", told.words, answered - current);
        }
        if linked > 0 {
            told.words = format!("{}; {linked} of all on a site of their own, which nobody here has read", told.words);
        }
        told
    }

    fn senco(&self) -> Finding {
        let asked: Vec<&&Setting> = self.settings.iter().filter(|setting| setting.content.is_mainstream()).collect();
        let named = asked.iter().filter(|setting| setting.content.has_senco()).count();
        of_all(named, asked.len(), REPORTS, "name their SENCO and how to reach them")
    }

    fn headings(&self) -> Finding {
        let with: Vec<&&Setting> = self
            .settings
            .iter()
            .filter(|setting| setting.content.sen_report.as_ref().is_some_and(|report| !report.answers.is_empty()))
            .collect();
        let whole = with.iter().filter(|setting| {
            headings().iter().all(|heading| {
                setting.content.report_sections().filter(|section| section.heading == heading.id).any(|section| {
                    setting.content.sen_report.as_ref().is_some_and(|report| report.answer(&section.key).is_some())
                })
            })
        });
        of_all(whole.count(), with.len(), REPORTS, "of those that are written here have all eleven headings")
    }

    fn document(&self, item: &CoverageItem, id: &str) -> Finding {
        let named = self.guides.iter().filter_map(|entry| {
            let guide = guide(entry)?;
            let document = guide.content.documents.iter().find(|document| document.id == id)?;
            Some((*entry, document))
        });
        let Some((entry, document)) = named.max_by_key(|(_, document)| document.published_on) else {
            return missing(format!("No page names the document “{}”", id.replace('-', " ")));
        };
        let old = document.published_on.zip(item.max_age).is_some_and(|(on, days)| age(on, self.today) > days);
        let (state, words) = if document.website.is_none() && document.name.is_empty() {
            (CoverageState::Missing, "A document is named and is nowhere".to_owned())
        } else if old {
            (CoverageState::Stale, format!("{} is too old", document.name))
        } else if document.published_on.is_none() || document.website.is_none() {
            (CoverageState::Partly, format!("{}: its day or its address is missing", document.name))
        } else {
            (CoverageState::Met, document.name.clone())
        };
        Finding { state, words, links: vec![entry.clone()], search: None, as_of: document.published_on }
    }

    fn share(&self, told: Told, least: u64) -> Finding {
        let policy = &self.area.area().listing_policy;
        let count = |all: Vec<bool>| (all.iter().filter(|yes| **yes).count(), all.len());
        let services = |say: &dyn Fn(&ServiceContent) -> Option<bool>| -> (usize, usize) {
            count(self.services().filter_map(|service| say(&service.content)).collect())
        };
        let ((having, of), words) = match told {
            Told::Contact => {
                let settings = self.settings.iter().map(|setting| {
                    let content = &setting.content;
                    content.website.is_some() || content.phone.is_some() || content.email.is_some()
                });
                (count(settings.collect()), "say how to reach them")
            }
            Told::ReportLink => {
                let schools = self.settings.iter().filter(|setting| setting.content.must_report());
                (
                    count(schools.map(|setting| setting.content.sen_report.is_some()).collect()),
                    "show their SEN information report",
                )
            }
            Told::ReportOwnSite => {
                let schools = self.settings.iter().filter(|setting| setting.content.must_report());
                let linked = schools
                    .map(|setting| setting.content.sen_report.as_ref().is_some_and(|report| report.url.is_some()));
                (count(linked.collect()), "tell us where the report is on their own site")
            }
            Told::Complaint => {
                let told = |content: &ServiceContent| {
                    let how = &content.complaints;
                    Some(how.how.is_some() || how.email.is_some() || how.website.is_some())
                };
                (services(&told), "say how to complain")
            }
            Told::Eligibility => {
                let told = |content: &ServiceContent| {
                    let open = content.level == Some(Level::Universal);
                    Some(open || content.getting_in.eligibility.is_some())
                };
                (services(&told), "say who may have a place, or are open to all")
            }
            Told::Level => (services(&|content| Some(content.level.is_some())), "say for which level of need they are"),
            Told::DecidedBy => {
                let told = |content: &ServiceContent| {
                    let decides = matches!(content.level, Some(Level::Targeted | Level::Specialist));
                    decides.then_some(content.getting_in.decided_by.is_some())
                };
                (services(&told), "of targeted and specialist services say who decides")
            }
            Told::Fresh => {
                let fresh = self.area.entries().filter(|entry| entry.kind() != Kind::Organisation).map(|entry| {
                    policy.freshness(entry.review_by(), self.today) < Freshness::NotConfirmed
                        && entry.assurance().is_some()
                });
                (count(fresh.collect()), "were confirmed in time")
            }
            Told::ChildcareSend => {
                let told = |content: &ServiceContent| {
                    let childcare = content.categories.iter().any(|category| category == "childcare");
                    let says = !content.suits.needs.is_empty()
                        || content.suits.all_needs.is_yes()
                        || content.staffing.send_training.is_yes();
                    childcare.then_some(says)
                };
                (services(&told), "of childcare entries say what they do for children with SEND")
            }
        };
        of_all(having, of, least, words)
    }

    fn links(&self, which: &str) -> Finding {
        let addresses: Vec<String> = match which.strip_prefix("page:") {
            Some(topic) => {
                let pages = self.guides.iter().filter_map(|entry| guide(entry));
                let pages = pages.filter(|guide| guide.content.topics.iter().any(|known| known == topic));
                pages
                    .flat_map(|guide| local_offer_domain::guides::links_in(&guide.content.body))
                    .filter(|link| link.starts_with("http"))
                    .collect()
            }
            None => {
                let settings = self.settings.iter().map(|setting| &setting.content);
                settings
                    .flat_map(|content| {
                        let report = content.sen_report.as_ref().and_then(|report| report.url.as_ref());
                        content.website.iter().chain(report).map(ToString::to_string).collect::<Vec<_>>()
                    })
                    .collect()
            }
        };
        if addresses.is_empty() {
            return missing("There is no address to look at".to_owned());
        }
        let looked: Vec<_> = addresses.iter().filter_map(|address| self.catalogue.link_check(address)).collect();
        let is_old = |check: &&crate::LinkCheck| age(check.checked_on, self.today) > 31;
        let broken = looked.iter().filter(|check| !check.works).count();
        let (state, words) = if looked.is_empty() {
            (
                CoverageState::Judgement,
                "The addresses have not been looked at by this program (see “check links”)".to_owned(),
            )
        } else if broken > 0 {
            (CoverageState::Partly, format!("{broken} of {} addresses lead nowhere", addresses.len()))
        } else if looked.len() < addresses.len() || looked.iter().any(is_old) {
            (CoverageState::Stale, "Not all addresses were looked at within a month".to_owned())
        } else {
            (CoverageState::Met, format!("{} addresses work", addresses.len()))
        };
        let as_of = looked.iter().map(|check| check.checked_on).min();
        Finding { state, words, links: Vec::new(), search: None, as_of }
    }

    fn reading(&self, most: u8) -> Finding {
        let pages =
            self.guides.iter().filter_map(|entry| guide(entry)).filter(|guide| guide.content.form == GuideForm::Page);
        let ages: Vec<bool> = pages
            .filter_map(|guide| reading_age(&plain_text(&guide.content.body)))
            .map(|age| age <= f64::from(most))
            .collect();
        of_all(
            ages.iter().filter(|easy| **easy).count(),
            ages.len(),
            95,
            &format!("pages read easily at {most} or younger"),
        )
    }

    fn variants(&self, least: usize) -> Finding {
        let guides = || self.guides.iter().filter_map(|entry| guide(entry));
        let mut forms: Vec<String> =
            guides().flat_map(|guide| guide.content.variants.iter().map(|variant| variant.kind.words())).collect();
        forms.sort();
        forms.dedup();
        let stale = guides().filter(|guide| guide.content.stale_variants().next().is_some()).count();
        match (forms.len(), stale) {
            (0, _) => missing("No page can be had in another form".to_owned()),
            (some, _) if some < least => partly(format!("Pages can be had as: {}", forms.join(", "))),
            (_, 0) => met(format!("Pages can be had as: {}", forms.join(", "))),
            (_, stale) => Finding {
                state: CoverageState::Stale,
                ..met(format!("{stale} pages have changed since another form of them was made"))
            },
        }
    }

    fn record(&self, item: &CoverageItem, what: &str) -> Finding {
        let of_item =
            self.records.iter().filter(|record| record.item == item.id && record.kind == RecordKind::Evidence);
        let Some(newest) = of_item.max_by_key(|record| record.happened_on) else {
            return Finding { state: CoverageState::Judgement, ..met(format!("To be written down: {what}")) };
        };
        let old = newest.happened_on.zip(item.max_age).is_some_and(|(on, days)| age(on, self.today) > days);
        let state = if old { CoverageState::Stale } else { CoverageState::Met };
        Finding { state, as_of: newest.happened_on, ..met(newest.text.clone()) }
    }

    fn services(&self) -> impl Iterator<Item = &Service> {
        self.services.iter().filter_map(|entry| match entry.as_ref() {
            Published::Service(service) => Some(service),
            _ => None,
        })
    }
}

fn report(setting: &Setting) -> Option<&SenInformationReport> {
    setting.content.sen_report.as_ref()
}

fn guide(entry: &Entry) -> Option<&Guide> {
    match entry.as_ref() {
        Published::Guide(guide) => Some(guide),
        _ => None,
    }
}

fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}

fn shown(mut entries: Vec<&Entry>) -> Vec<Entry> {
    entries.truncate(SHOWN);
    entries.into_iter().cloned().collect()
}

fn met(words: String) -> Finding {
    Finding { state: CoverageState::Met, words, links: Vec::new(), search: None, as_of: None }
}

fn partly(words: String) -> Finding {
    Finding { state: CoverageState::Partly, ..met(words) }
}

fn missing(words: String) -> Finding {
    Finding { state: CoverageState::Missing, ..met(words) }
}

/// So many of so many, and how many it should be.
fn of_all(having: usize, of: usize, least: u64, words: &str) -> Finding {
    if of == 0 {
        return missing(format!("There is nothing to look at: 0 {words}"));
    }
    let percent = having as u64 * 100 / of as u64;
    let told = format!("{having} of {of} {words} ({percent}%)");
    if percent >= least.max(1) && having > 0 {
        met(told)
    } else if having == 0 {
        missing(told)
    } else {
        partly(told)
    }
}

/// Whether a setting is a provider of this kind (Schedule 2, paragraph 1). The register's own word for its type decides; where
/// it has none, who runs it.
fn is_of(content: &SettingContent, kind: ProviderKind) -> bool {
    let register = content.register_type.as_deref().unwrap_or_default().to_lowercase();
    let run_by = content.run_by.as_deref().unwrap_or_default().to_lowercase();
    let school = matches!(
        content.kind,
        Some(SettingKind::Primary | SettingKind::Secondary | SettingKind::AllThrough | SettingKind::Special)
    );
    let academy = register.contains("academy")
        || register.contains("free school")
        || (register.is_empty() && school && (run_by.contains("trust") || run_by.contains("family of schools")));
    let special = matches!(content.kind, Some(SettingKind::Special | SettingKind::SpecialistCollege));
    match kind {
        ProviderKind::EarlyYears => content.kind == Some(SettingKind::EarlyYears),
        ProviderKind::Maintained => {
            school
                && !academy
                && !register.contains("non-maintained")
                && !register.contains("independent")
                && !content.section_41.is_yes()
        }
        ProviderKind::Academy => academy,
        ProviderKind::NonMaintainedSpecial => register.contains("non-maintained"),
        ProviderKind::Post16 => matches!(content.kind, Some(SettingKind::Post16 | SettingKind::SpecialistCollege)),
        ProviderKind::Section41 => content.section_41.is_yes(),
        ProviderKind::PupilReferralUnit => content.kind == Some(SettingKind::AlternativeProvision),
        ProviderKind::Special => special,
        ProviderKind::Unit => !content.provision.is_empty(),
    }
}

/// Whether a setting says anything about how it helps.
fn says_how_it_helps(content: &SettingContent) -> bool {
    !content.description.is_empty()
        || !content.summary.is_empty()
        || content.sen_report.as_ref().is_some_and(|report| !report.answers.is_empty() || report.url.is_some())
}
