//! A form whose session has ended is not lost: it travels through the pages of signing in, and is offered again after.

use crate::extract::AreaContext;
use crate::form_data::FormData;
use crate::view::{Form, Input, Look, View, line};

/// Where to go on, and what was typed there.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kept {
    /// A path of ours.
    pub(crate) to: String,
    /// The form that was being sent, encoded; empty when there was none.
    pub(crate) form: String,
}

/// Only a path of this site: whoever makes a link to the sign-in page must not choose where it leads.
pub(crate) fn own_path(path: &str) -> String {
    let own = path.starts_with('/')
        && !path.starts_with("//")
        && !path.starts_with("/\\")
        && !path.chars().any(|c| c.is_control() || c == '\\' || c.is_whitespace())
        && path.len() <= 2_000;
    if own { path.to_owned() } else { "/account".to_owned() }
}

impl Kept {
    /// What the hidden fields of a sign-in form say.
    pub(crate) fn read(form: &FormData) -> Self {
        Self { to: own_path(form.one("to")), form: form.raw("kept").to_owned() }
    }

    pub(crate) fn fields(&self, form: Form) -> Form {
        form.hidden("to", &self.to).hidden("kept", &self.form)
    }

    /// The page on which what was typed is sent again. A button and not by itself: whoever signed in may be somebody else.
    pub(crate) fn carry_on(&self, context: &AreaContext) -> View {
        let mut form = Form::post(own_path(&self.to));
        for (name, value) in FormData::parse(self.form.as_bytes()).0 {
            form = form.with(Input { value, ..Input::new(name, "", Look::Hidden) });
        }
        View::new(context.layout("You are signed in again"))
            .text("Nothing you typed has been lost.")
            .form(form.button("Carry on"))
    }
}

/// The sign-in page in place of an answer to a form.
pub(crate) fn ask_to_sign_in(context: &AreaContext, path: &str, typed: &FormData) -> View {
    let kept = Kept { to: own_path(path), form: typed.encoded() };
    sign_in_form(context, &kept, "", Vec::new())
        .part(crate::view::Part::Inset(vec![
            "You were signed out because nothing happened for a while. What you typed is kept: sign in, and carry on."
                .to_owned(),
        ]))
        .status(axum::http::StatusCode::UNAUTHORIZED)
}

/// The form of the sign-in page.
pub(crate) fn sign_in_form(
    context: &AreaContext,
    kept: &Kept,
    email: &str,
    problems: Vec<crate::search_params::Problem>,
) -> View {
    let form = Form::post("/sign-in")
        .with(Input::line("email", "Email address", line::EMAIL, email).checked(&problems))
        .with(Input::line("password", "Password", line::PASSWORD, "").checked(&problems));
    View::new(context.layout("Sign in"))
        .problems(problems)
        .text("For people who look after listings, and for the Local Offer team. Families need no account.")
        .form(kept.fields(form).button("Sign in"))
        .part(crate::view::Part::Links(vec![
            ("I have forgotten my password".to_owned(), "/forgotten-password".to_owned()),
            ("Create an account".to_owned(), "/create-account".to_owned()),
            ("Ask to be listed, without an account".to_owned(), "/apply".to_owned()),
        ]))
}
