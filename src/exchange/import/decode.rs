//! Bytes of a text file become characters. Never replaces what it cannot read.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::{SourceFile, whole};
use crate::domain::problem::Problem;

/// The text in the encoding named, else the one its mark names, else UTF-8, else GB18030 (which includes GBK and
/// GB2312).
pub(super) fn text(file: &SourceFile<'_>, named: Option<&str>) -> Result<String, Box<Problem>> {
    let refuse = |code: &str| Problem::error(whole(file), code);
    let text = if let Some(name) = named {
        let encoding = Encoding::for_label(name.trim().as_bytes())
            .ok_or_else(|| refuse("E1007").with("encoding", name))?;
        strictly(encoding, file.bytes).ok_or_else(|| refuse("E1006").with("encoding", encoding.name()))?
    } else if let Some((encoding, _)) = Encoding::for_bom(file.bytes) {
        strictly(encoding, file.bytes).ok_or_else(|| refuse("E1006").with("encoding", encoding.name()))?
    } else {
        let found = unmarked_utf16(file.bytes).or_else(|| strictly(UTF_8, file.bytes));
        let found = found.or_else(|| strictly(GB18030, file.bytes));
        found.ok_or_else(|| refuse("E1006").with("encoding", "UTF-8, GB18030"))?
    };
    if text.contains('\0') {
        return Err(refuse("E1002").with("found", "?").into());
    }
    Ok(text)
}

fn strictly(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    let (text, broken) = encoding.decode_with_bom_removal(bytes);
    (!broken).then(|| text.into_owned())
}

/// UTF-16 without its mark: every other byte of the ASCII part is 0, on the one side or the other.
fn unmarked_utf16(bytes: &[u8]) -> Option<String> {
    let zeros = |offset: usize| bytes.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    match (zeros(0), zeros(1)) {
        (0, 1..) => strictly(UTF_16LE, bytes),
        (1.., 0) => strictly(UTF_16BE, bytes),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], named: Option<&str>, expected: Result<&str, &str>) {
        let found = text(&SourceFile { name: "plan.csv", bytes }, named);
        assert_eq!(
            found.map_err(|problem| problem.message.code),
            expected.map(str::to_owned).map_err(str::to_owned)
        );
    }

    #[test]
    fn encodings_are_told_apart_and_nothing_is_replaced() {
        check("松盘乡".as_bytes(), None, Ok("松盘乡"));
        check(b"\xef\xbb\xbfA", None, Ok("A"));
        check(&GB18030.encode("松盘乡,强嘎乡").0, None, Ok("松盘乡,强嘎乡"));
        check(&GB18030.encode("松盘乡").0, Some("gbk"), Ok("松盘乡"));
        check(b"\xff\xfeA\0", None, Ok("A"));
        check(b"A\0,\0", None, Ok("A,"));
        check(b"\xff\xff\xff", None, Err("E1006"));
        check("松".as_bytes(), Some("klingon"), Err("E1007"));
        check(&GB18030.encode("松盘乡").0, Some("utf-8"), Err("E1006"));
        check(b"a\0b", Some("utf-8"), Err("E1002"));
    }
}
