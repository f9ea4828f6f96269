use crate::extras::extras;
use crate::search::Index;
use crate::{Gazetteer, Vocabulary};
use jiff::civil::Date;
use local_offer_domain::guides::links_in;
use local_offer_domain::law::coverage::CoverageRecord;
use local_offer_domain::listing::Kind;
use local_offer_domain::values::{AreaId, ListingId, Slug};
use local_offer_domain::{Area, Guide, Organisation, Published, Service, Setting};
use roaring::RoaringBitmap;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, OnceLock};

/// A live listing, shared between versions of the catalogue.
pub type Entry = Arc<Published>;

/// Everything the public can see, of every area, at one moment.
#[derive(Debug, Clone)]
pub struct Catalogue {
    version: u64,
    vocabulary: Arc<Vocabulary>,
    gazetteer: Arc<Gazetteer>,
    areas: Vec<Arc<AreaCatalogue>>,
    records: Arc<Vec<CoverageRecord>>,
    links: Arc<HashMap<String, LinkCheck>>,
}

/// What came back from an address, the last time it was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkCheck {
    /// The day.
    pub checked_on: Date,
    /// Whether it led somewhere.
    pub works: bool,
    /// What came back, in words.
    pub result: String,
}

/// One area's Local Offer.
///
/// What is taken away is only masked: building the index of a large directory takes seconds, and a listing that is
/// suspended must be gone at once.
#[derive(Debug, Clone)]
pub struct AreaCatalogue {
    built: Arc<Built>,
    masked: HashSet<ListingId>,
    masked_documents: RoaringBitmap,
    gone: HashMap<(Kind, Slug), Gone>,
}

/// What is costly to build and never changes.
#[derive(Debug)]
struct Built {
    area: Area,
    entries: BTreeMap<ListingId, Entry>,
    by_address: HashMap<(Kind, Slug), ListingId>,
    services_of: HashMap<ListingId, Vec<ListingId>>,
    /// Guides by addresses they had before.
    moved: HashMap<Slug, ListingId>,
    index: Index,
    /// Where each guide leads, read when it is asked for the first time.
    guide_links: OnceLock<HashMap<ListingId, Vec<String>>>,
}

/// Why nothing is shown at an address where there was something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// Why.
    pub why: WhyGone,
    /// What the authority says about it.
    pub notice: Option<String>,
}

/// Why a listing is not shown any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyGone {
    /// It was taken down for good.
    Withdrawn,
    /// It is not shown while something is looked into.
    Suspended,
    /// Nobody confirmed it for so long that it is no longer listed.
    Archived,
}

/// The address of what is not shown any more.
#[derive(Debug, Clone)]
pub struct GoneAddress {
    /// The area.
    pub area: AreaId,
    /// What it was.
    pub kind: Kind,
    /// Its address.
    pub slug: Slug,
    /// Why it is gone.
    pub gone: Gone,
}

/// A change of one listing, for the catalogue.
#[derive(Debug)]
pub struct ListingChange {
    /// Which.
    pub id: ListingId,
    /// What the public sees now; `None` for nothing.
    pub published: Option<Published>,
    /// What its address says, when the public has seen something there.
    pub gone: Option<GoneAddress>,
}

impl Catalogue {
    /// An empty catalogue of no areas.
    pub fn new(vocabulary: Arc<Vocabulary>, gazetteer: Arc<Gazetteer>) -> Self {
        Self { version: 0, vocabulary, gazetteer, areas: Vec::new(), records: Arc::default(), links: Arc::default() }
    }

    /// The same with these areas and everything in them, in place of what was there. `gone` are the addresses of what is
    /// no longer shown.
    #[must_use]
    pub fn with_everything(&self, areas: Vec<Area>, entries: Vec<Published>, gone: Vec<GoneAddress>) -> Self {
        let mut gone_by_area: HashMap<AreaId, HashMap<(Kind, Slug), Gone>> = HashMap::new();
        for address in gone {
            gone_by_area.entry(address.area).or_default().insert((address.kind, address.slug), address.gone);
        }
        let mut by_area: HashMap<AreaId, BTreeMap<ListingId, Entry>> = HashMap::new();
        for entry in entries {
            by_area.entry(entry.area().clone()).or_default().insert(entry.id(), Arc::new(entry));
        }
        let areas = areas
            .into_iter()
            .map(|area| {
                let entries = by_area.remove(&area.id).unwrap_or_default();
                let gone = gone_by_area.remove(&area.id).unwrap_or_default();
                Arc::new(AreaCatalogue::build(area, entries, gone, self))
            })
            .collect();
        Self { version: self.version + 1, areas, ..self.clone() }
    }

    /// The same without these listings, at once: they are masked, and nothing is built again.
    #[must_use]
    pub fn without(&self, changes: &[ListingChange]) -> Self {
        let mut areas = self.areas.clone();
        for change in changes.iter().filter(|change| change.published.is_none()) {
            for area in areas.iter_mut().filter(|area| area.shows(change.id)) {
                let mut masked = AreaCatalogue::clone(area);
                masked.mask(change.id);
                *area = Arc::new(masked);
            }
            if let Some(address) = &change.gone
                && let Some(area) = areas.iter_mut().find(|area| area.area().id == address.area)
            {
                let mut told = AreaCatalogue::clone(area);
                told.gone.insert((address.kind, address.slug.clone()), address.gone.clone());
                *area = Arc::new(told);
            }
        }
        Self { version: self.version + 1, areas, ..self.clone() }
    }

    /// Whether any of these listings is still shown although it should not be.
    pub fn shows_any(&self, changes: &[ListingChange]) -> bool {
        changes.iter().any(|change| change.published.is_none() && self.areas.iter().any(|area| area.shows(change.id)))
    }

    /// The same with these listings changed. Only the areas in which something is new are built again; every other area is
    /// shared with the version before.
    #[must_use]
    pub fn with_changes(&self, changes: Vec<ListingChange>) -> Self {
        let masked = self.without(&changes);
        let mut touched: HashMap<usize, Vec<(ListingId, Entry)>> = HashMap::new();
        for change in changes {
            let Some(entry) = change.published.map(Arc::new) else { continue };
            let home = masked.areas.iter().position(|area| area.area().id == *entry.area());
            if let Some(home) = home {
                touched.entry(home).or_default().push((change.id, entry));
            }
        }
        let mut areas = masked.areas.clone();
        for (position, changes) in touched {
            let before = &masked.areas[position];
            let mut entries = before.built.entries.clone();
            entries.retain(|id, _| !before.masked.contains(id));
            let mut gone = before.gone.clone();
            for (id, entry) in changes {
                gone.remove(&(entry.kind(), entry.slug().clone()));
                entries.insert(id, entry);
            }
            areas[position] = Arc::new(AreaCatalogue::build(before.area().clone(), entries, gone, self));
        }
        Self { version: self.version + 1, areas, ..self.clone() }
    }

    /// The same with what staff have written down about the law, and with what came back from addresses.
    #[must_use]
    pub fn with_records(&self, records: Vec<CoverageRecord>, links: HashMap<String, LinkCheck>) -> Self {
        Self { version: self.version + 1, records: Arc::new(records), links: Arc::new(links), ..self.clone() }
    }

    /// What staff of every area have written down about the law.
    pub fn records(&self) -> &[CoverageRecord] {
        &self.records
    }

    /// What came back from an address, when it was looked at.
    pub fn link_check(&self, address: &str) -> Option<&LinkCheck> {
        self.links.get(address)
    }

    /// The same with another gazetteer. Listings are placed by it only when their area is built again.
    #[must_use]
    pub fn with_gazetteer(&self, gazetteer: Arc<Gazetteer>) -> Self {
        Self { version: self.version + 1, gazetteer, ..self.clone() }
    }

    /// The same with another vocabulary. Listings are read by it only when everything is built again.
    #[must_use]
    pub fn with_vocabulary(&self, vocabulary: Arc<Vocabulary>) -> Self {
        Self { version: self.version + 1, vocabulary, ..self.clone() }
    }

    /// Rises with every change. What is derived from a catalogue may be kept as long as this stays.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Every vocabulary.
    pub fn vocabulary(&self) -> &Arc<Vocabulary> {
        &self.vocabulary
    }

    /// Places and authorities.
    pub fn gazetteer(&self) -> &Arc<Gazetteer> {
        &self.gazetteer
    }

    /// Every area; the first is the default.
    pub fn areas(&self) -> &[Arc<AreaCatalogue>] {
        &self.areas
    }

    /// The area a host name (without port) chooses; an unknown host gets the default area.
    pub fn area_of_host(&self, host: &str) -> Option<&Arc<AreaCatalogue>> {
        self.areas
            .iter()
            .find(|area| area.area().hosts.iter().any(|known| known.eq_ignore_ascii_case(host)))
            .or_else(|| self.areas.first())
    }

    /// Whether a host name (without port) is that of an area. An area without names of its own is asked for under any.
    pub fn knows_host(&self, host: &str) -> bool {
        let is_of = |area: &Arc<AreaCatalogue>| {
            let hosts = &area.area().hosts;
            hosts.is_empty() || hosts.iter().any(|known| known.eq_ignore_ascii_case(host))
        };
        self.areas.iter().any(is_of)
    }

    /// The area of this identifier.
    pub fn area(&self, id: &AreaId) -> Option<&Arc<AreaCatalogue>> {
        self.areas.iter().find(|area| area.area().id == *id)
    }
}

impl AreaCatalogue {
    fn build(
        area: Area,
        entries: BTreeMap<ListingId, Entry>,
        gone: HashMap<(Kind, Slug), Gone>,
        catalogue: &Catalogue,
    ) -> Self {
        let mut by_address = HashMap::with_capacity(entries.len());
        let mut services_of: HashMap<ListingId, Vec<ListingId>> = HashMap::new();
        for (id, entry) in &entries {
            by_address.insert((entry.kind(), entry.slug().clone()), *id);
            if let (Kind::Service, Some(organisation)) = (entry.kind(), entry.organisation()) {
                services_of.entry(organisation).or_default().push(*id);
            }
        }
        for services in services_of.values_mut() {
            services.sort_by_cached_key(|id| entries[id].name().to_lowercase());
        }
        let mut moved = HashMap::new();
        for (id, entry) in &entries {
            if let Published::Guide(guide) = entry.as_ref() {
                moved.extend(guide.content.former.iter().map(|slug| (slug.clone(), *id)));
            }
        }
        let searched = entries.values().cloned().chain(extras(&area.id, &catalogue.vocabulary)).collect();
        let index = Index::build(searched, &entries, &catalogue.vocabulary, &catalogue.gazetteer);
        let built =
            Arc::new(Built { area, entries, by_address, services_of, moved, index, guide_links: OnceLock::new() });
        Self { built, masked: HashSet::new(), masked_documents: RoaringBitmap::new(), gone }
    }

    fn mask(&mut self, id: ListingId) {
        self.masked.insert(id);
        if let Some(document) = self.built.index.document_of(id) {
            self.masked_documents.insert(document);
        }
    }

    fn shows(&self, id: ListingId) -> bool {
        self.built.entries.contains_key(&id) && !self.masked.contains(&id)
    }

    /// The authority and its Local Offer.
    pub fn area(&self) -> &Area {
        &self.built.area
    }

    /// The entry of this kind at this address.
    pub fn find(&self, kind: Kind, slug: &Slug) -> Option<&Entry> {
        self.built.by_address.get(&(kind, slug.clone())).and_then(|id| self.lookup(*id))
    }

    /// The service at this address.
    pub fn service(&self, slug: &Slug) -> Option<&Service> {
        match self.find(Kind::Service, slug)?.as_ref() {
            Published::Service(service) => Some(service),
            _ => None,
        }
    }

    /// The organisation at this address.
    pub fn organisation(&self, slug: &Slug) -> Option<&Organisation> {
        match self.find(Kind::Organisation, slug)?.as_ref() {
            Published::Organisation(organisation) => Some(organisation),
            _ => None,
        }
    }

    /// The setting at this address.
    pub fn setting(&self, slug: &Slug) -> Option<&Setting> {
        match self.find(Kind::Setting, slug)?.as_ref() {
            Published::Setting(setting) => Some(setting),
            _ => None,
        }
    }

    /// The page of guidance, news or event at this address.
    pub fn guide(&self, slug: &Slug) -> Option<&Guide> {
        match self.find(Kind::Guide, slug)?.as_ref() {
            Published::Guide(guide) => Some(guide),
            _ => None,
        }
    }

    /// Where a page is now that was at this address.
    pub fn moved(&self, slug: &Slug) -> Option<&Slug> {
        self.built.moved.get(slug).and_then(|id| self.lookup(*id)).map(|entry| entry.slug())
    }

    /// Every page of guidance, news and event.
    pub fn guides(&self) -> impl Iterator<Item = &Guide> {
        self.entries().filter_map(|entry| match entry.as_ref() {
            Published::Guide(guide) => Some(guide),
            _ => None,
        })
    }

    /// The addresses to which a guide's text leads, in their order.
    pub fn guide_links(&self, id: ListingId) -> &[String] {
        let links = self.built.guide_links.get_or_init(|| {
            let guides = self.built.entries.values().filter_map(|entry| match entry.as_ref() {
                Published::Guide(guide) => Some((guide.id, links_in(&guide.content.body))),
                _ => None,
            });
            guides.collect()
        });
        links.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Every service.
    pub fn services(&self) -> impl Iterator<Item = &Service> {
        self.entries().filter_map(|entry| match entry.as_ref() {
            Published::Service(service) => Some(service),
            _ => None,
        })
    }

    /// Every nursery, school and college.
    pub fn settings(&self) -> impl Iterator<Item = &Setting> {
        self.entries().filter_map(|entry| match entry.as_ref() {
            Published::Setting(setting) => Some(setting),
            _ => None,
        })
    }

    /// The entry of this identity.
    pub fn lookup(&self, id: ListingId) -> Option<&Entry> {
        self.built.entries.get(&id).filter(|_| !self.masked.contains(&id))
    }

    /// The services of an organisation, by name.
    pub fn services_of(&self, organisation: ListingId) -> impl Iterator<Item = &Entry> {
        self.built.services_of.get(&organisation).into_iter().flatten().filter_map(|id| self.lookup(*id))
    }

    /// Why nothing is shown at this address, when there was something.
    pub fn gone(&self, kind: Kind, slug: &Slug) -> Option<&Gone> {
        self.gone.get(&(kind, slug.clone()))
    }

    /// Every entry.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.built.entries.iter().filter(|(id, _)| !self.masked.contains(id)).map(|(_, entry)| entry)
    }

    /// How many entries of a kind there are.
    pub fn count(&self, kind: Kind) -> usize {
        self.entries().filter(|entry| entry.kind() == kind).count()
    }

    /// The search over this area.
    pub fn index(&self) -> &Index {
        &self.built.index
    }

    /// Documents of the index that must not be found any more.
    pub(crate) fn masked_documents(&self) -> &RoaringBitmap {
        &self.masked_documents
    }
}
