"""The model can be cited: the citation file has the form of CFF 1.2.0, and says what the project says."""

import tomllib

import yaml

from tests.pages import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
KEYS = {
    "abstract", "authors", "cff-version", "commit", "contact", "date-released", "doi", "identifiers", "keywords",
    "license", "license-url", "message", "preferred-citation", "references", "repository", "repository-artifact",
    "repository-code", "title", "type", "url", "version",
}  # fmt: skip
"""All that CFF 1.2.0 allows at the first level."""


def test_it_has_the_form_of_cff():
    assert set(CITATION) <= KEYS
    assert {"authors", "cff-version", "message", "title"} <= set(CITATION), "what CFF requires"
    assert CITATION["cff-version"] == "1.2.0"
    assert CITATION["type"] in ("software", "dataset")
    assert len(set(CITATION["keywords"])) == len(CITATION["keywords"]) > 0


def test_authors_are_an_entity_with_a_name():
    assert [set(author) for author in CITATION["authors"]] == [{"name"}]
    assert all(author["name"] for author in CITATION["authors"])


def test_it_says_what_the_project_says():
    assert isinstance(CITATION["version"], str), "0.10 would become 0.1"
    assert CITATION["version"] == PROJECT["version"]
    assert CITATION["license"] == PROJECT["license"]


def test_the_readme_cites_the_same():
    readme = (ROOT / "README.md").read_text("utf-8")
    assert f"({CITATION['version']})" in readme
    assert CITATION["authors"][0]["name"] in readme
    assert CITATION["title"] in readme
