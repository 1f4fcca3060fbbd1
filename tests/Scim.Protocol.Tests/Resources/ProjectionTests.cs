using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Resources;

namespace Scim.Protocol.Tests.Resources;

[Trait("rfc", "7644-3.9")]
public sealed class ProjectionTests
{
    private const string EnterpriseUrn = SampleResources.EnterpriseUrn;
    private const string PlantUrn = SampleResources.PlantUrn;
    private const string CoreUrn = "urn:ietf:params:scim:schemas:core:2.0:User";

    private static readonly JsonObject Document = SampleResources.CreateAda(
        $"'externalId':'e','name':{{'familyName':'L','givenName':'A'}},'title':'T','emails':[{{'value':'x','type':'work'}},{{'display':'H'}}],"
            + $"'{EnterpriseUrn}':{{'department':'D','manager':'b'}},"
            + $"'{PlantUrn}':{{'secret':'s','notes':'n','zone':'z','floor':1,'desk':{{'number':'7','pin':'p','hint':'h'}}}}",
        SampleResources.PlantUser
    );

    [Theory]
    [InlineData("userName", "id userName P.zone")]
    [InlineData("USERNAME , title", "id userName title P.zone")]
    [InlineData("id", "id P.zone")]
    [InlineData("shoeSize", "id P.zone")]
    [InlineData("password", "id P.zone")]
    [InlineData($"{PlantUrn}:secret", "id P.zone")]
    [InlineData("NAME.familyname", "id name.familyName P.zone")]
    [InlineData("name.familyName,name", "id name.familyName name.givenName P.zone")]
    [InlineData("name.middleName", "id P.zone")]
    [InlineData("emails.value", "id emails[0].value P.zone")]
    [InlineData("emails", "id emails[0].value emails[0].type emails[1].display P.zone")]
    [InlineData($"{CoreUrn}:title", "id title P.zone")]
    [InlineData(
        $"{CoreUrn}",
        "id userName name.familyName name.givenName title emails[0].value emails[0].type emails[1].display P.zone groups P.zone"
    )]
    [InlineData($"{EnterpriseUrn}", "id E.department E.manager.value P.zone")]
    [InlineData($"{EnterpriseUrn}:department", "id E.department P.zone")]
    [InlineData("department", "id E.department P.zone")]
    [InlineData("manager.value", "id E.manager.value P.zone")]
    [InlineData($"{PlantUrn}", "id P.floor P.zone P.desk.number")]
    [InlineData($"{PlantUrn}:notes", "id P.notes P.zone")]
    [InlineData($"{PlantUrn}:desk.hint", "id P.desk.hint P.zone")]
    [InlineData($"{PlantUrn}:desk.pin", "id P.zone")]
    [InlineData($"{PlantUrn}:desk", "id P.desk.number P.zone")]
    [InlineData("meta", "id P.zone meta")]
    [InlineData("meta.version", "id P.zone meta.version")]
    [InlineData("groups", "id groups P.zone")]
    [InlineData("groups.value", "id groups.value P.zone")]
    public void Parse_Attributes_IncludesOnlyThoseAndAlwaysReturned(string attributes, string expected) =>
        Assert.Equal(SortPaths(expected), RenderPaths(Projection.Parse(SampleResources.PlantUser, attributes, null)));

    [Theory]
    [InlineData(
        "name,emails,title,externalId,meta,groups,userName",
        $"id E.department E.manager.value P.floor P.desk.number P.zone"
    )]
    [InlineData($"{EnterpriseUrn},{PlantUrn},meta,groups,name,emails", "id externalId userName title P.zone")]
    [InlineData(
        $"{EnterpriseUrn}:manager,{PlantUrn}:desk,emails.type,emails.display,name.givenName,meta.version,groups.$ref,groups.display,groups.type,meta.location,meta.created,meta.lastModified,title,externalId",
        "id userName name.familyName emails[0].value groups.value E.department P.floor P.zone meta.resourceType"
    )]
    [InlineData(
        $"id,schemas,{PlantUrn}:zone,{PlantUrn}:notes,{PlantUrn}:secret,meta,groups,{EnterpriseUrn},name,emails,title,externalId,{PlantUrn}:desk",
        "id userName P.floor P.zone"
    )]
    public void Parse_ExcludedAttributes_OmitsThemUnlessAlwaysReturned(string excluded, string expected) =>
        Assert.Equal(SortPaths(expected), RenderPaths(Projection.Parse(SampleResources.PlantUser, null, excluded)));

    [Fact]
    [Trait("rfc", "7643-7")]
    public void GetDefault_Projection_ExcludesNeverAndOnRequest()
    {
        string[] paths = RenderPaths(Projection.GetDefault(SampleResources.PlantUser));
        Assert.Contains("P.floor", paths);
        Assert.DoesNotContain("P.secret", paths);
        Assert.DoesNotContain("P.notes", paths);
        Assert.DoesNotContain("P.desk.pin", paths);
        Assert.DoesNotContain("P.desk.hint", paths);
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("", " , ", true)]
    [InlineData("userName", null, false)]
    [InlineData(null, "userName", false)]
    public void Parse_IsDefault_IsTrueWithoutAttributes(string? attributes, string? excluded, bool isDefault) =>
        Assert.Equal(isDefault, Projection.Parse(SampleResources.User, attributes, excluded).IsDefault);

    [Fact]
    public void Parse_BothParameters_IsInvalidValue() =>
        Assert.Equal(
            ScimErrorKind.InvalidValue,
            SampleResources.AssertThrows(() => Projection.Parse(SampleResources.User, "userName", "title")).Kind
        );

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("displayName", null, false)]
    [InlineData("Members", null, true)]
    [InlineData("members.value", null, true)]
    [InlineData(null, "MEMBERS", false)]
    [InlineData(null, "members.display", true)]
    [InlineData(null, "displayName", true)]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:Group", null, true)]
    [Trait("idp", "0#16")]
    public void IsIncluded_Members_IsTrueIfTheyMustBeRead(string? attributes, string? excluded, bool wants) =>
        Assert.Equal(wants, Projection.Parse(SampleResources.Group, attributes, excluded).IsIncluded("MEMBERS"));

    [Fact]
    public void FromLists_SearchBody_IsTheSameAsTheParameters() =>
        Assert.Equal(
            SortPaths("id userName title P.zone"),
            RenderPaths(Projection.FromLists(SampleResources.PlantUser, ["userName", "title"], []))
        );

    private static string[] RenderPaths(Projection projection)
    {
        JsonObject rendered = RenderedResource.RenderJson(
            SampleResources.PlantUser,
            Document,
            projection,
            [new GroupRef("g", "G", true, "https://x/Groups/g")]
        );
        return SortPaths(
            string.Join(' ', ListPaths(rendered, "").Where(p => !p.StartsWith("schemas", StringComparison.Ordinal)))
        );
    }

    // A complete groups element or meta object counts as one path.
    private static IEnumerable<string> ListPaths(JsonNode? node, string path)
    {
        if (path is "groups" && node is JsonArray && node[0]!.AsObject().Count == 4)
            return [path];
        if (path is "meta" && node!.AsObject().Count == 5)
            return [path];
        return node switch
        {
            JsonObject obj => obj.SelectMany(p =>
                ListPaths(
                    p.Value,
                    (path.Length == 0 ? "" : path + ".")
                        + (
                            p.Key == EnterpriseUrn ? "E"
                            : p.Key == PlantUrn ? "P"
                            : p.Key
                        )
                )
            ),
            JsonArray list when path == "groups" => ListPaths(list[0], path),
            JsonArray list => list.SelectMany((e, i) => ListPaths(e, $"{path}[{i}]")),
            _ => [path],
        };
    }

    private static string[] SortPaths(string paths) => [.. paths.Split(' ').Distinct().Order(StringComparer.Ordinal)];
}
