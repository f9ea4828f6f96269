/// Shortest password, in characters (NIST SP 800-63B-4 asks for 15 where it is the only factor; three words reach it).
const SHORTEST: usize = 12;

/// Longest: long passphrases are welcome, books are a way to keep the server busy.
const LONGEST: usize = 256;

/// Why a password would not keep anybody out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordProblem {
    /// Too short.
    #[error(
        "Choose a password with at least {SHORTEST} characters. Three words that do not belong together are a good one"
    )]
    Short,
    /// Too long.
    #[error("Choose a password with at most {LONGEST} characters")]
    Long,
    /// Everybody who tries passwords tries this one.
    #[error("Many people use this password, so it is the first that others try. Choose another")]
    Common,
    /// It follows from who they are.
    #[error("Choose a password without your name or email address in it")]
    Personal,
}

/// Guesses that a password has to stand: what an attacker manages who is slowed down by the hash of every guess
/// (NIST SP 800-63B-4; Wheeler, "zxcvbn: Low-Budget Password Strength Estimation", USENIX Security 2016).
const FEWEST_GUESSES: u64 = 1_000_000_000_000;

/// Whether a password is fit to be one. `local` are names that everybody here knows: of the area, the authority, the website.
/// No rule about capitals and digits: they make passwords harder to remember and not
/// harder to guess.
pub fn check_password(password: &str, email: &str, name: &str, local: &[&str]) -> Result<(), PasswordProblem> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(PasswordProblem::Short);
    }
    if length > LONGEST {
        return Err(PasswordProblem::Long);
    }
    let plain: String = password.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    let skeleton = skeleton(&plain);
    if is_common(&plain) || is_common(&skeleton) || is_repetition(&plain) || is_run(&plain) {
        return Err(PasswordProblem::Common);
    }
    let local_part = email.split('@').next().unwrap_or_default().to_lowercase();
    let names = name.to_lowercase();
    let parts = names.split_whitespace().chain([local_part.as_str()]);
    // What is left when their own name is taken out has to be long enough by itself.
    let mut left = password.to_lowercase();
    for part in parts.filter(|part| part.chars().count() >= 4) {
        left = left.replace(part, "");
    }
    if left.chars().count() < SHORTEST - 4 {
        return Err(PasswordProblem::Personal);
    }
    let everybody = ["local offer", "send", "senco", "council"];
    let known: Vec<&str> = local
        .iter()
        .chain(&everybody)
        .copied()
        .chain([email, local_part.as_str(), name])
        .flat_map(|text| text.split_whitespace().chain([text]))
        .collect();
    if zxcvbn::zxcvbn(password, &known).guesses() < FEWEST_GUESSES {
        return Err(PasswordProblem::Common);
    }
    Ok(())
}

/// The words from which the commonest passwords of published breaches are made, and some that people here would choose.
const WORDS: &str = include_str!("../../passwords.txt");

/// Whether nothing is left when the commonest words and the numbers around them are taken out.
fn is_common(plain: &str) -> bool {
    let mut left = plain.to_owned();
    let mut words: Vec<&str> = WORDS.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let mut found = 0;
    for word in words {
        if left.contains(word) {
            left = left.replace(word, " ");
            found += 1;
        }
    }
    let letters = left.chars().filter(|c| c.is_alphabetic()).count();
    let digits = left.chars().filter(char::is_ascii_digit).count();
    // Two or more different common words are a passphrase only when something else is in it too.
    (found > 0 && letters <= 2 && digits <= 8 && found <= 2) || (letters == 0 && found == 0)
}

/// `p4ssw0rd` is `password` to whoever tries.
fn skeleton(plain: &str) -> String {
    plain
        .chars()
        .map(|c| match c {
            '0' => 'o',
            '1' => 'i',
            '3' => 'e',
            '4' => 'a',
            '5' => 's',
            '7' => 't',
            other => other,
        })
        .collect()
}

/// The same few characters again and again.
fn is_repetition(plain: &str) -> bool {
    let mut distinct: Vec<char> = plain.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    distinct.len() <= 4
}

/// Along the keyboard or the alphabet.
fn is_run(plain: &str) -> bool {
    const ROWS: &[&str] = &["qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "01234567890123456789"];
    let letters: Vec<char> = plain.chars().collect();
    let follows = |pair: &[char]| {
        ROWS.iter().any(|row| {
            let text: String = pair.iter().collect();
            let back: String = pair.iter().rev().collect();
            row.contains(&text) || row.contains(&back)
        })
    };
    let runs = letters.windows(2).filter(|pair| follows(pair)).count();
    letters.len() > 3 && runs * 10 >= (letters.len() - 1) * 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_tries_first_is_refused_and_long_phrases_are_welcome() {
        let check = |password: &str| {
            check_password(
                password,
                "amina.khan@example.org",
                "Amina Khan",
                &["Westmere", "Westmere Local Offer", "Westmere Council"],
            )
        };
        for weak in ["password", "short"] {
            assert_eq!(check(weak), Err(PasswordProblem::Short), "{weak}");
        }
        for common in [
            "password1234",
            "Passw0rd2026!",
            "letmein123456",
            "qwertyuiop12",
            "aaaaaaaaaaaa",
            "123456789012",
            "iloveyou2026",
            "abcdefghijkl",
            "Liverpool2026",
            "Summer2026!!!",
            "administrator",
            "zaq12wsxcde3",
            "1qaz2wsx3edc",
            "123qweasdzxc",
            "blink182blink",
            "charlie123456789",
            "unitedkingdom1",
            "mynameisjohn",
            "ilovemyson2015",
            "westmere2026!!",
            "Westmere Local Offer",
        ] {
            assert_eq!(check(common), Err(PasswordProblem::Common), "{common}");
        }
        assert_eq!(check("amina.khan2026"), Err(PasswordProblem::Personal));
        assert_eq!(check(&"x1".repeat(200)), Err(PasswordProblem::Long));
        for good in
            ["lantern pebble gravy", "correct-horse-battery-staple", "ĉevalo sur la luno", "Tr4m to Blackpool, 6 past"]
        {
            assert_eq!(check(good), Ok(()), "{good}");
        }
    }
}
