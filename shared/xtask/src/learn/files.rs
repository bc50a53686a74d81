//! Writing a learner's file: the whole new text, or nothing.

use std::fs;
use std::io::Write;
use std::path::Path;

use crate::workspace::root;

/// Puts the text in the place of what the file holds. Another program sees the old text or the new one, never half of
/// either, whatever happens in between: the text is written beside it, and takes its name in one step.
///
/// # Errors
/// It cannot be written; the file is then as it was.
pub fn replace(path: &Path, text: &[u8]) -> Result<(), String> {
    let path = root().join(path);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // Not `.rs`: no editor and no watcher takes it for a source.
    let beside = path.with_file_name(format!(".{name}.{}.new", std::process::id()));
    let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| {
        let mut file = fs::File::create(&beside)?;
        if let Ok(before) = fs::metadata(&path) {
            file.set_permissions(before.permissions())?;
        }
        file.write_all(text)?;
        // On the disk before the name is: after a power cut there is one of the two texts, and not an empty file.
        file.sync_all()?;
        fs::rename(&beside, &path)
    });
    written.map_err(|error| {
        let _ = fs::remove_file(&beside);
        format!("{} cannot be written: {error}", path.display())
    })
}

/// Whether two texts have the same lines. An editor on Windows may have changed their ends.
pub fn same_lines(one: &[u8], other: &str) -> bool {
    String::from_utf8_lossy(one).lines().eq(other.lines())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_and_nothing_is_left_beside_it() {
        let folder = std::env::temp_dir().join(format!("xtask-files-{}", std::process::id()));
        let file = folder.join("deep/name.rs");
        replace(&file, b"one").unwrap();
        replace(&file, b"two").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.join("deep")).unwrap().count(), 1);
        // A folder stands where the file should: it stays, and so does nothing else.
        assert!(replace(&folder.join("deep"), b"three").is_err());
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn the_ends_of_lines_do_not_matter() {
        assert!(same_lines(b"a\r\nb\r\n", "a\nb\n"));
        assert!(!same_lines(b"a\nc\n", "a\nb\n"));
    }
}
