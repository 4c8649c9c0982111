"""Merging documents."""

from zizhu.gateway.openapi import merge


def document(service, schemas, paths=("/things",), title="标题"):
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1"},
        "paths": {
            f"/api/v1/{service}{path}": {
                "get": {
                    "tags": ["whatever"],
                    "responses": {"200": {"$ref": "#/components/schemas/Thing"}},
                }
            }
            for path in paths
        },
        "components": {"schemas": schemas},
    }


SAME = {"Thing": {"type": "object"}}


class TestMerge:
    def test_holds_every_path_under_the_tag_of_its_service(self):
        merged = merge({"roster": document("roster", SAME), "funds": document("funds", SAME)})
        assert set(merged["paths"]) == {"/api/v1/roster/things", "/api/v1/funds/things"}
        assert merged["paths"]["/api/v1/roster/things"]["get"]["tags"] == ["roster"]
        assert [tag["name"] for tag in merged["tags"]] == ["funds", "roster"]

    def test_keeps_one_of_equal_components(self):
        merged = merge({"roster": document("roster", SAME), "funds": document("funds", SAME)})
        assert set(merged["components"]["schemas"]) == {"Thing"}

    def test_names_unequal_components_after_their_services(self):
        merged = merge(
            {"roster": document("roster", SAME), "funds": document("funds", {"Thing": {"x": 1}})}
        )
        assert set(merged["components"]["schemas"]) == {"RosterThing", "FundsThing"}
        response = merged["paths"]["/api/v1/funds/things"]["get"]["responses"]["200"]
        assert response == {"$ref": "#/components/schemas/FundsThing"}

    def test_tells_apart_what_only_refers_to_unequal_components(self):
        box = {"items": [{"$ref": "#/components/schemas/Thing"}]}
        merged = merge(
            {
                "roster": document("roster", {"Box": box, "Thing": {"x": 1}}),
                "funds": document("funds", {"Box": box, "Thing": {"x": 2}}),
            }
        )
        assert set(merged["components"]["schemas"]) == {
            "RosterThing",
            "FundsThing",
            "RosterBox",
            "FundsBox",
        }
        assert merged["components"]["schemas"]["RosterBox"] == {
            "items": [{"$ref": "#/components/schemas/RosterThing"}]
        }

    def test_leaves_out_what_the_gateway_does_not_pass_on(self):
        roster = document("roster", SAME)
        roster["paths"] |= {"/internal/phones": {}, "/api/v1/rosters/x": {}, "/health/live": {}}
        assert set(merge({"roster": roster})["paths"]) == {"/api/v1/roster/things"}

    def test_changes_nothing_it_was_given(self):
        roster = document("roster", SAME)
        merge({"roster": roster})
        assert roster["paths"]["/api/v1/roster/things"]["get"]["tags"] == ["whatever"]
