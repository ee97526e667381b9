//! What control words of rich text stand for, and which code page a number means.

use encoding_rs::Encoding;

/// The encoding of a Windows code page.
pub(super) fn code_page(number: i32) -> Option<&'static Encoding> {
    let label = match number {
        437 | 850 => return None,
        874 => "windows-874".to_owned(),
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        1_250..=1_258 => format!("windows-{number}"),
        10_000 => "macintosh".to_owned(),
        65_001 => "utf-8".to_owned(),
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}

/// The encoding of what Windows calls a character set of a font; none for those that have no letters, and for the usual one.
pub(super) fn charset(number: i32) -> Option<&'static Encoding> {
    code_page(match number {
        77 => 10_000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1_253,
        162 => 1_254,
        163 => 1_258,
        177 => 1_255,
        178 => 1_256,
        186 => 1_257,
        204 => 1_251,
        222 => 874,
        238 => 1_250,
        _ => return None,
    })
}

/// The words that a control word stands for.
pub(super) fn named(word: &[u8]) -> Option<&'static str> {
    Some(match word {
        b"lquote" => "‘",
        b"rquote" => "’",
        b"ldblquote" => "“",
        b"rdblquote" => "”",
        b"endash" => "–",
        b"emdash" => "—",
        b"bullet" => "•",
        b"emspace" | b"enspace" | b"qmspace" => " ",
        b"zwj" => "\u{200d}",
        b"zwnj" => "\u{200c}",
        _ => return None,
    })
}

/// Whether a control word begins what is not the text: fonts, styles, pictures, notes, headers, codes of fields.
pub(super) fn is_destination(word: &[u8]) -> bool {
    const DESTINATIONS: [&[u8]; 42] = [
        b"annotation",
        b"atnauthor",
        b"atndate",
        b"atnicn",
        b"atnid",
        b"atnparent",
        b"atnref",
        b"atntime",
        b"bkmkend",
        b"bkmkstart",
        b"buptim",
        b"colortbl",
        b"comment",
        b"creatim",
        b"datastore",
        b"filetbl",
        b"fldinst",
        b"footer",
        b"footerf",
        b"footerl",
        b"footerr",
        b"footnote",
        b"ftncn",
        b"ftnsep",
        b"ftnsepc",
        b"header",
        b"headerf",
        b"headerl",
        b"headerr",
        b"info",
        b"listoverridetable",
        b"listtable",
        b"listtext",
        b"nonshppict",
        b"object",
        b"pict",
        b"pntext",
        b"revtbl",
        b"rxe",
        b"stylesheet",
        b"tc",
        b"xe",
    ];
    DESTINATIONS.contains(&word)
}
