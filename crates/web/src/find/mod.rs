//! For families and young people: they find.

pub(crate) mod compare;
pub(crate) mod ehc_timeline;
pub(crate) mod fragment;
pub(crate) mod glossary;
pub(crate) mod guide;
pub(crate) mod guides;
pub(crate) mod home;
pub(crate) mod law;
mod narrowing;
pub(crate) mod organisation;
mod places;
pub(crate) mod search;
pub(crate) mod service;
pub(crate) mod setting;
pub(crate) mod settings;
pub(crate) mod topic;
mod whose;
