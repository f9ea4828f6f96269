//! For families and young people: they find.

pub(crate) mod home;
mod narrowing;
pub(crate) mod organisation;
mod places;
pub(crate) mod search;
pub(crate) mod service;
pub(crate) mod setting;
pub(crate) mod settings;
pub(crate) mod topic;
mod whose;
