//! Takes the front-end packages from npm and makes the files that are served: fingerprinted, compressed, in the binary.

use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn main() {
    for input in ["frontend/package.json", "frontend/package-lock.json", "frontend/.npmrc", "assets", "build.rs"] {
        println!("cargo:rerun-if-changed={input}");
    }
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets OUT_DIR"));
    let packages = install(&out);
    let mut table = Table { out: &out, code: String::new() };

    let govuk = packages.join("govuk-frontend/dist/govuk");
    let own = |name: &str| read(&Path::new("assets").join(name));
    let style = without_government_identity(&read(&govuk.join("govuk-frontend.min.css"))) + &own("app.css");
    table.add("STYLE", "style", "css", "text/css; charset=utf-8", style.as_bytes());
    let components = read(&govuk.join("govuk-frontend.min.js"));
    let components = components.split("//# sourceMappingURL").next().unwrap_or_default().to_owned();
    let path = table.add("COMPONENTS", "govuk-frontend", "js", "text/javascript; charset=utf-8", components.as_bytes());
    let script = own("app.js").replace("./govuk-frontend.js", &path);
    table.add("SCRIPT", "app", "js", "text/javascript; charset=utf-8", script.as_bytes());
    table.add("ICON", "icon", "svg", "image/svg+xml", own("icon.svg").as_bytes());

    let mut pictures: Vec<PathBuf> = fs::read_dir("assets/pictures")
        .expect("assets/pictures is there")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "svg"))
        .collect();
    pictures.sort();
    let names: Vec<String> =
        pictures.iter().map(|path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned()).collect();
    for (number, (path, name)) in pictures.iter().zip(&names).enumerate() {
        table.add(&format!("PICTURE_{number}"), name, "svg", "image/svg+xml", read(path).as_bytes());
    }
    let listed: Vec<String> =
        names.iter().enumerate().map(|(number, name)| format!("({name:?}, &PICTURE_{number})")).collect();
    writeln!(table.code, "pub(crate) const PICTURES: &[(&str, &Asset)] = &[{}];", listed.join(", "))
        .expect("writing to memory");

    let leaflet = packages.join("leaflet/dist");
    // The stylesheet's pictures are those of controls and markers that we do not use.
    let map_style = without_urls(&read(&leaflet.join("leaflet.css")));
    table.add("MAP_STYLE", "map", "css", "text/css; charset=utf-8", map_style.as_bytes());
    let map = read(&leaflet.join("leaflet.js"));
    let map = map.split("//# sourceMappingURL").next().unwrap_or_default().to_owned() + "\n" + &own("map.js");
    table.add("MAP_SCRIPT", "map", "js", "text/javascript; charset=utf-8", map.as_bytes());

    let early = own("early.js");
    let early = early.trim();
    let hash = base64(&Sha256::digest(early.as_bytes()));
    writeln!(table.code, "pub(crate) const EARLY_SCRIPT: &str = {early:?};").expect("writing to memory");
    writeln!(table.code, "pub(crate) const EARLY_SCRIPT_HASH: &str = \"sha256-{hash}\";").expect("writing to memory");
    fs::write(out.join("assets.rs"), table.code).expect("OUT_DIR is writable");
}

/// Install the packages of the lock file into the build folder; nothing of them is kept in the project.
fn install(out: &Path) -> PathBuf {
    let folder = out.join("npm");
    fs::create_dir_all(&folder).expect("OUT_DIR is writable");
    for file in ["package.json", "package-lock.json", ".npmrc"] {
        fs::write(folder.join(file), read(&Path::new("frontend").join(file))).expect("OUT_DIR is writable");
    }
    let outcome = Command::new("npm").args(["ci", "--silent"]).current_dir(&folder).output();
    match outcome {
        Ok(output) if output.status.success() => {}
        Ok(output) => panic!("`npm ci` failed:\n{}", String::from_utf8_lossy(&output.stderr)),
        Err(error) => panic!("cannot run npm ({error}): install Node.js, which brings it"),
    }
    folder.join("node_modules")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
}

/// The design system without what only GOV.UK may use: its typeface and the crest.
fn without_government_identity(css: &str) -> String {
    let mut rest = css;
    let mut kept = String::with_capacity(css.len());
    while let Some(start) = rest.find("@font-face{") {
        kept.push_str(&rest[..start]);
        let end = rest[start..].find('}').map_or(rest.len(), |end| start + end + 1);
        rest = &rest[end..];
    }
    kept.push_str(rest);
    let kept = kept.replace("GDS Transport,", "").replace("url(/assets/images/govuk-crest.svg)", "none");
    let kept = kept.split("/*# sourceMappingURL").next().unwrap_or_default().to_owned();
    assert!(
        !kept.contains("GDS Transport") && !kept.contains("crest") && !kept.contains("url(/"),
        "govuk-frontend has changed: look again"
    );
    kept
}

fn without_urls(css: &str) -> String {
    let mut rest = css;
    let mut kept = String::with_capacity(css.len());
    while let Some(start) = rest.find("url(") {
        kept.push_str(&rest[..start]);
        kept.push_str("none");
        let end = rest[start..].find(')').map_or(rest.len(), |end| start + end + 1);
        rest = &rest[end..];
    }
    kept + rest
}

struct Table<'a> {
    out: &'a Path,
    code: String,
}

impl Table<'_> {
    /// Add a file to the binary. Returns its address, which changes whenever its content does.
    fn add(&mut self, constant: &str, name: &str, ending: &str, kind: &str, bytes: &[u8]) -> String {
        let print = Sha256::digest(bytes).iter().take(6).fold(String::new(), |mut print, byte| {
            write!(print, "{byte:02x}").expect("writing to memory");
            print
        });
        let file = format!("{name}-{print}.{ending}");
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(bytes).expect("writing to memory");
        let packed = gzip.finish().expect("writing to memory");
        fs::write(self.out.join(&file), bytes).expect("OUT_DIR is writable");
        fs::write(self.out.join(format!("{file}.gz")), packed).expect("OUT_DIR is writable");
        writeln!(
            self.code,
            "pub(crate) const {constant}: Asset = Asset {{ path: \"/assets/{file}\", kind: \"{kind}\", \
             bytes: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{file}\")), \
             gzip: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{file}.gz\")) }};"
        )
        .expect("writing to memory");
        format!("/assets/{file}")
    }
}

/// Standard base64; the content security policy asks for it.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let number = chunk.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let letter = LETTERS[(number >> (18 - 6 * place)) as usize & 63];
            text.push(if place > chunk.len() { '=' } else { char::from(letter) });
        }
    }
    text
}
