//! Services, the organisations that provide them and the places they are at (Open Referral UK 3.0 `service`,
//! `organization`, `location`, `service_at_location`).
//!
//! A place stands inside the content of its service, not in a table of its own: a revision then shows the address as it
//! was on any past day, and an edit of one service can never move another.

mod contact;
mod cost;
mod expect;
mod file;
mod getting_in;
mod health;
mod identity;
mod kept_back;
mod organisation;
mod place;
mod schedule;
mod service;
mod staffing;

pub use contact::{Audience, Contact};
pub use cost::{Cost, CostOption};
pub use expect::{Crowding, Expect, Light, Noise};
pub use file::{FileKind, ListingFile};
pub use getting_in::{GettingIn, ReferralRoute, Vacancies, VacancyState, Wait};
pub use health::{Clinic, HealthDetails};
pub use identity::Identity;
pub use organisation::{Organisation, OrganisationContent, OrganisationKind};
pub use place::{Location, ServiceAtLocation};
pub use schedule::{Closure, Schedule, Weekday};
pub use service::{Complaints, Delivery, Level, Link, Service, ServiceContent, Suits};
pub use staffing::Staffing;
