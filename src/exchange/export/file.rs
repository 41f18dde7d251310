//! Puts bytes under a name, whole or not at all, and makes a file name of any text. Knows nothing of the content.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::ExportError;

/// Bytes a file name may take before its extension: well under the 255 of common file systems, so that a folder, a
/// number and an extension can be added.
const NAME_BYTES_MAX: usize = 150;

/// Temporary names tried beside the target. More than one is needed only where an earlier run was killed.
const TEMPORARY_NAMES: u32 = 100;

/// Writes a file so that nobody ever sees a part of it: the bytes go to a temporary file in the same folder, reach the
/// disk, and take the name in one step. Without `force` an existing file stays as it is, also when it appears in the
/// meantime.
pub fn write_atomically(path: &Path, bytes: &[u8], force: bool) -> Result<(), ExportError> {
    let shown = path.display().to_string();
    let Some(name) = path.file_name() else { return Err(ExportError::NotAFile { file: shown }) };
    if path.is_dir() {
        return Err(ExportError::NotAFile { file: shown });
    }
    if !force && path.symlink_metadata().is_ok() {
        return Err(ExportError::Exists { file: shown });
    }
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        return Err(ExportError::NoFolder { folder: folder.display().to_string() });
    }
    let (temporary, file) = create_beside(folder, &name.to_string_lossy()).map_err(|e| system(path, &e))?;
    let done = fill(file, bytes).and_then(|()| take_name(&temporary, path, force));
    if done.is_err() {
        // The first failure is the one to tell.
        let _ = fs::remove_file(&temporary);
    }
    done.map_err(|error| system(path, &error))?;
    // Makes the new name itself last; not every system lets a folder be opened.
    let _ = File::open(folder).and_then(|opened| opened.sync_all());
    Ok(())
}

fn create_beside(folder: &Path, name: &str) -> io::Result<(PathBuf, File)> {
    let stem: String = name.chars().take(40).collect();
    let mut last = io::Error::from(ErrorKind::AlreadyExists);
    for number in 0..TEMPORARY_NAMES {
        let path = folder.join(format!(".{stem}.{number}.part"));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}

fn fill(mut file: File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)?;
    file.sync_all()
}

/// Gives the temporary file its name. A hard link refuses an existing name, which a rename does not; where the file
/// system has no links, a look before the rename must do.
fn take_name(temporary: &Path, path: &Path, force: bool) -> io::Result<()> {
    if force {
        return fs::rename(temporary, path);
    }
    match fs::hard_link(temporary, path) {
        Ok(()) => fs::remove_file(temporary),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(error),
        Err(_) if path.symlink_metadata().is_ok() => Err(io::Error::from(ErrorKind::AlreadyExists)),
        Err(_) => fs::rename(temporary, path),
    }
}

fn system(path: &Path, error: &io::Error) -> ExportError {
    let file = path.display().to_string();
    let detail = error.to_string();
    match error.kind() {
        ErrorKind::AlreadyExists => ExportError::Exists { file },
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => ExportError::Denied { file, detail },
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => ExportError::Full { file, detail },
        _ => ExportError::Failed { file, detail },
    }
}

/// A file name (without extension) that Linux, Windows and a careless shell script all take: separators, reserved and
/// control characters become `_`, as do leading dots and dashes; names Windows keeps for devices get a `_`
/// behind. Different texts can give one name: put an id in.
pub fn safe_file_name(text: &str) -> String {
    let mut name = String::new();
    for character in crate::text::visible::visible(text).chars() {
        let safe = match character {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '\u{fffd}' | '\u{2400}'..='\u{2421}' => {
                '_'
            }
            other if other.is_whitespace() => '_',
            other => other,
        };
        if name.len() + safe.len_utf8() > NAME_BYTES_MAX {
            break;
        }
        name.push(safe);
    }
    let name = name.trim_end_matches('.');
    let rest = name.trim_start_matches(['.', '-', '~']);
    let mut name = if rest.len() == name.len() { name.to_owned() } else { format!("_{rest}") };
    if name.is_empty() || is_device(&name) {
        name.push('_');
    }
    name
}

/// Names Windows keeps for devices, with or without an extension.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let numbered = |prefix: &str| {
        stem.strip_prefix(prefix)
            .is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, name: &str) {
        assert_eq!(safe_file_name(text), name, "of {text:?}");
    }

    #[test]
    fn names_are_safe_on_every_system() {
        check("松盘乡 检查清单", "松盘乡_检查清单");
        check("../../etc/passwd", "__.._etc_passwd");
        check("-rf", "_rf");
        check("a\u{0}b\u{202e}c\nd", "a_b_c_d");
        check("con.txt", "con.txt_");
        check("COM7", "COM7_");
        check("COMET", "COMET");
        check("", "_");
        check("...", "_");
        check("甲:乙?丙", "甲_乙_丙");
    }

    #[test]
    fn a_long_name_is_cut_between_characters() {
        let name = safe_file_name(&"检".repeat(400));
        assert_eq!(name, "检".repeat(50));
    }

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn an_existing_file_stays_without_force() {
        let folder = folder();
        let path = folder.path().join("安排.csv");
        write_atomically(&path, b"one", false).unwrap();
        let refused = write_atomically(&path, b"two", false).unwrap_err();
        assert_eq!(refused.message().code, "X6010");
        assert_eq!(fs::read(&path).unwrap(), b"one");
        write_atomically(&path, b"three", true).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"three");
        assert_eq!(names(folder.path()), ["安排.csv"]);
    }

    #[test]
    fn what_stands_in_the_way_has_its_code() {
        let folder = folder();
        let code = |path: &Path| write_atomically(path, b"x", false).unwrap_err().message().code;
        assert_eq!(code(folder.path()), "X6015");
        assert_eq!(code(Path::new("/")), "X6015");
        assert_eq!(code(&folder.path().join("none").join("a.csv")), "X6011");
        fs::write(folder.path().join("file"), b"").unwrap();
        assert_eq!(code(&folder.path().join("file").join("a.csv")), "X6011");
        let long = folder.path().join("a".repeat(300));
        assert_eq!(code(&long), "X6014");
        assert_eq!(names(folder.path()), ["file"]);
    }

    #[test]
    fn a_part_left_by_a_killed_run_does_not_stop_the_next() {
        let folder = folder();
        fs::write(folder.path().join(".a.csv.0.part"), b"half").unwrap();
        write_atomically(&folder.path().join("a.csv"), b"whole", false).unwrap();
        assert_eq!(fs::read(folder.path().join("a.csv")).unwrap(), b"whole");
        assert_eq!(names(folder.path()), [".a.csv.0.part", "a.csv"]);
    }

    #[test]
    fn refusals_of_the_system_are_told_apart() {
        let code = |kind: ErrorKind| system(Path::new("a"), &io::Error::from(kind)).message().code;
        assert_eq!(code(ErrorKind::PermissionDenied), "X6012");
        assert_eq!(code(ErrorKind::ReadOnlyFilesystem), "X6012");
        assert_eq!(code(ErrorKind::StorageFull), "X6013");
        assert_eq!(code(ErrorKind::Interrupted), "X6014");
    }
}
