import pytest

from barabar.access.catalogue import roles
from barabar.reference.catalogue import economies, economy_of_code, sectors
from barabar.reference.definitions import DefinitionsRejected


def reject(read, folder, name, text, encoding="utf-8"):
    (folder / f"{name}.yaml").write_bytes(text.encode(encoding))
    with pytest.raises(DefinitionsRejected) as caught:
        read()
    return [str(fault) for fault in caught.value.faults]


def test_all_faults_of_a_file_are_said_at_once_with_their_lines(own_definitions):
    faults = reject(
        sectors,
        own_definitions,
        "sectors",
        "- key: education\n  title: {en: Education}\n- key: education\n  title: {en: Again}\n  regional_area: other\n"
        "  colour: red\n",
    )
    assert faults == [
        "sectors.yaml, line 1: 'regional_area' is missing; add a line “regional_area: …”.",
        "sectors.yaml, line 6: 'colour' is not a field of this definition; known fields are key, priority, regional_area, title.",
    ]


def test_a_key_used_twice_and_an_unknown_word_are_faults(own_definitions):
    entry = "- key: a\n  title: A\n  regional_area: other\n"
    assert "used twice" in reject(sectors, own_definitions, "sectors", entry + entry)[0]
    role = "- key: x\n  title: X\n  description: X\n  reach: world\n  permissions: [fly]\n"
    faults = reject(roles, own_definitions, "roles", role)
    assert "'fly' is not a permission" in faults[0] and faults[0].startswith("roles.yaml, line 5")
    assert "'world' is not known here" in faults[1] and faults[1].startswith("roles.yaml, line 4")


def test_broken_yaml_and_foreign_encodings_are_said_with_their_line(own_definitions):
    assert reject(sectors, own_definitions, "sectors", "- key: [a\n  b: c\n")[0].startswith("sectors.yaml, line")
    assert "given twice" in reject(sectors, own_definitions, "sectors", "- key: a\n  key: b\n")[0]
    assert "not UTF-8" in reject(sectors, own_definitions, "sectors", "- key: ë\n", "latin-1")[0]
    assert "must hold a list" in reject(sectors, own_definitions, "sectors", "just words\n")[0]


def test_an_installation_adds_and_replaces_files(own_definitions):
    (own_definitions / "sectors.yaml").write_text("- key: sport\n  title: Sport\n  regional_area: other\n")
    assert list(sectors()) == ["sport"]


def test_the_codes_that_institutions_write_lead_to_the_same_economy():
    assert len(economies()) == 7
    assert {economy_of_code(code).key for code in ("XK", "xkx", " KOS ")} == {"XK"}
    assert economy_of_code("YU") is None
    assert [e.key for e in economies().values() if e.mark] == ["XK"]
