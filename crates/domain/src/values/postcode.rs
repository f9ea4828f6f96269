use super::tidy_value;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A full postcode of Great Britain or Northern Ireland in its usual form, such as `PR2 8HW`.
///
/// The shape is checked (BS 7666), not the existence: a new street has its postcode before any list does.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Postcode {
    outward: OutwardCode,
    inward: [u8; 3],
}

/// The first half of a postcode, such as `PR2`: a part of a town, or several villages.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OutwardCode(String);

/// The text has not the shape of a postcode.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Enter a full UK postcode, like PR1 8XJ")]
pub struct PostcodeError;

/// Letters and digits of the text in upper case; spaces and stray punctuation are what people paste along.
fn compact(text: &str) -> Option<String> {
    let mut out = String::with_capacity(8);
    for c in text.chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' => out.push(c.to_ascii_uppercase()),
            c if c.is_whitespace() => {}
            '.' | ',' | '-' => {}
            _ => return None,
        }
        if out.len() > 7 {
            return None;
        }
    }
    Some(out)
}

/// The letter or digit that is taken for this one.
fn other(byte: u8) -> Option<u8> {
    Some(match byte {
        b'O' => b'0',
        b'0' => b'O',
        b'I' => b'1',
        b'1' => b'I',
        _ => return None,
    })
}

/// The same without a country at its end, which people write who write from far away.
fn without_country(text: &str) -> &str {
    let upper = text.to_ascii_uppercase();
    let country = ["UK", "U.K.", "GB", "UNITED KINGDOM", "ENGLAND"]
        .into_iter()
        .find(|country| upper.strip_suffix(country).is_some_and(|rest| rest.ends_with([' ', ','])));
    country.map_or(text, |country| text[..text.len() - country.len()].trim_end_matches([' ', ',']))
}

impl OutwardCode {
    /// Parse an outward code alone, in any case, with stray spaces.
    pub fn parse(text: &str) -> Result<Self, PostcodeError> {
        // "BB1 1" is a sector of BB1, and not BB11, which is another town.
        let text = tidy_value(text);
        let sector = text.rsplit_once(' ').filter(|(outward, sector)| {
            sector.len() == 1 && sector.bytes().all(|b| b.is_ascii_digit()) && Self::parse(outward).is_ok()
        });
        let text = compact(sector.map_or(text.as_str(), |(outward, _)| outward)).ok_or(PostcodeError)?;
        let shape: String = text.bytes().map(|b| if b.is_ascii_digit() { '9' } else { 'A' }).collect();
        // By the same standard, these letters never stand first, and those never second.
        let letters: Vec<char> = text.chars().take_while(char::is_ascii_alphabetic).collect();
        if letters.first().is_some_and(|c| "QVX".contains(*c)) || letters.get(1).is_some_and(|c| "IJZ".contains(*c)) {
            return Err(PostcodeError);
        }
        match shape.as_str() {
            "A9" | "A99" | "AA9" | "AA99" => Ok(Self(text)),
            // The letters that stand last in London, by the same standard: none of them can be taken for a digit.
            "A9A" if text.ends_with(|c| "ABCDEFGHJKPSTUW".contains(c)) => Ok(Self(text)),
            "AA9A" if text.ends_with(|c| "ABEHMNPRVWXY".contains(c)) => Ok(Self(text)),
            _ => Err(PostcodeError),
        }
    }

    /// The code as written, such as `PR2`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Postcode {
    /// Parse a full postcode in any case, with or without the space.
    pub fn parse(text: &str) -> Result<Self, PostcodeError> {
        let text = compact(&tidy_value(text)).ok_or(PostcodeError)?;
        if text.len() < 5 {
            return Err(PostcodeError);
        }
        let (outward, inward) = text.split_at(text.len() - 3);
        let inward: [u8; 3] = inward.as_bytes().try_into().map_err(|_| PostcodeError)?;
        let shaped = inward[0].is_ascii_digit() && inward[1..].iter().all(u8::is_ascii_uppercase);
        if !shaped {
            return Err(PostcodeError);
        }
        Ok(Self { outward: OutwardCode::parse(outward)?, inward })
    }

    /// Read what somebody typed into a field for a postcode: also with the country after it, and with a letter O or I where only a
    /// digit can stand, or the other way round. Where two postcodes could be meant, neither is. For what people type, who see what
    /// was made of it; files are read by [`Postcode::parse`].
    pub fn typed(text: &str) -> Result<Self, PostcodeError> {
        let text = without_country(&tidy_value(text)).to_owned();
        if let Ok(postcode) = Self::parse(&text) {
            return Ok(postcode);
        }
        let typed = compact(&text).ok_or(PostcodeError)?;
        let doubtful: Vec<usize> =
            typed.bytes().enumerate().filter(|(_, b)| other(*b).is_some()).map(|(at, _)| at).collect();
        // Somebody who mistook more than two meant something else.
        let few = (1_u8..1 << doubtful.len()).filter(|turned| turned.count_ones() <= 2);
        let mut meant = few.filter_map(|turned| {
            let mut bytes = typed.clone().into_bytes();
            for (_, at) in doubtful.iter().enumerate().filter(|(bit, _)| turned >> bit & 1 == 1) {
                bytes[*at] = other(bytes[*at])?;
            }
            Self::parse(std::str::from_utf8(&bytes).ok()?).ok()
        });
        match (meant.next(), meant.next()) {
            (Some(one), None) => Ok(one),
            _ => Err(PostcodeError),
        }
    }

    /// The first half.
    pub fn outward(&self) -> &OutwardCode {
        &self.outward
    }

    /// The second half packed into a number below 6,760: digit, letter, letter.
    pub fn inward_number(&self) -> u16 {
        let [digit, first, second] = self.inward;
        u16::from(digit - b'0') * 676 + u16::from(first - b'A') * 26 + u16::from(second - b'A')
    }
}

impl fmt::Display for OutwardCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Postcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [digit, first, second] = self.inward.map(char::from);
        write!(f, "{} {digit}{first}{second}", self.outward)
    }
}

impl TryFrom<String> for Postcode {
    type Error = PostcodeError;

    fn try_from(text: String) -> Result<Self, PostcodeError> {
        Self::parse(&text)
    }
}

impl From<Postcode> for String {
    fn from(postcode: Postcode) -> Self {
        postcode.to_string()
    }
}

impl TryFrom<String> for OutwardCode {
    type Error = PostcodeError;

    fn try_from(text: String) -> Result<Self, PostcodeError> {
        Self::parse(&text)
    }
}

impl From<OutwardCode> for String {
    fn from(code: OutwardCode) -> Self {
        code.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_between_letters_and_digits_is_read_where_only_one_postcode_can_be_meant() {
        for typed in ["PRI 8XJ", "pr1 8xj, UK", "PR1 8XJ United Kingdom", "PR1 8XJ,England", "PR1 8XJ"] {
            assert_eq!(Postcode::typed(typed).unwrap().to_string(), "PR1 8XJ", "{typed:?}");
        }
        assert_eq!(Postcode::typed("PR2 OAA").unwrap().to_string(), "PR2 0AA");
        assert_eq!(Postcode::typed("BB1O 1AA").unwrap().to_string(), "BB10 1AA");
        assert_eq!(Postcode::typed("0X1 1AA").unwrap().to_string(), "OX1 1AA");
        for typed in ["", "UK", "England", "IIIIIII", "0000000", "PR1 8X", "<b>PR1 8XJ</b>", "Preston"] {
            assert_eq!(Postcode::typed(typed), Err(PostcodeError), "{typed:?}");
        }
        assert_eq!(Postcode::parse("PRI 8XJ"), Err(PostcodeError), "a file is not guessed at");
    }

    #[test]
    fn a_postcode_is_read_however_it_is_typed() {
        for typed in ["PR2 8HW", "pr28hw", " Pr2  8hW ", "PR2-8HW", "pr2 8hw."] {
            assert_eq!(Postcode::parse(typed).unwrap().to_string(), "PR2 8HW", "{typed:?}");
        }
        assert_eq!(Postcode::parse("sw1a1aa").unwrap().outward().as_str(), "SW1A");
        assert_eq!(OutwardCode::parse("bb 11").unwrap().as_str(), "BB11");
    }

    #[test]
    fn what_is_not_a_postcode_is_refused() {
        for typed in ["", "PR2", "Burnley", "12345", "PR2 8H", "PR2 88W", "<b>", "PR2 8HW PR2 8HW", "ＰＲ２ ８ＨＷ"]
        {
            assert_eq!(Postcode::parse(typed), Err(PostcodeError), "{typed:?}");
        }
    }

    #[test]
    fn the_second_half_packs_without_collisions() {
        assert_eq!(Postcode::parse("PR2 0AA").unwrap().inward_number(), 0);
        assert_eq!(Postcode::parse("PR2 9ZZ").unwrap().inward_number(), 6759);
    }
}
