//! Text from files and people, made safe to show: nothing imported can steer a terminal.

/// The text with control characters, and the marks that reverse reading direction, as visible symbols.
pub fn visible(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}'),
            '\u{7f}' => '\u{2421}',
            '\u{80}'..='\u{9f}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => '\u{fffd}',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn escapes_and_overrides_become_visible() {
        assert_eq!(visible("a\u{1b}[2Jb\n"), "a␛[2Jb␊");
        assert_eq!(visible("甲\u{202e}乙"), "甲\u{fffd}乙");
    }
}
