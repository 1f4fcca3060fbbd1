using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Resources;

namespace Scim.Protocol.Tests.Resources;

[Trait("rfc", "7644-3.5.1")]
public sealed class NormalizePutTests
{
    private const string PlantUrn = SampleResources.PlantUrn;

    private static JsonObject NormalizePut(string current, string body) =>
        ResourceNormalizer
            .NormalizeBody(
                SampleResources.PlantUser,
                SampleResources.ParseObject(SampleResources.CreateUserBody(body)),
                new NormalizeOptions
                {
                    ExpectedId = "u1",
                    Current = SampleResources.CreateAda(current, SampleResources.PlantUser),
                }
            )
            .Document;

    [Fact]
    public void Normalize_OmittedReadWriteAttribute_IsCleared() =>
        SampleResources.AssertJson(
            SampleResources.CreateAda("'nickName':'B'"),
            NormalizePut("'title':'T'", "'nickName':'B'")
        );

    [Fact]
    public void Normalize_DifferingIdInBody_IsIgnored() =>
        SampleResources.AssertJson(SampleResources.CreateAda(""), NormalizePut("", "'id':'other'"));

    [Fact]
    [Trait("idp", "3")]
    public void Normalize_NullIdInBody_IsIgnored() =>
        SampleResources.AssertJson(SampleResources.CreateAda(""), NormalizePut("", "'id':null"));

    [Theory]
    [InlineData("'badge':'1'", "'badge':'1'", "'badge':'1'")]
    [InlineData("'badge':'1'", "'floor':2", "'badge':'1','floor':2")]
    [InlineData("'badge':'1'", "'badge':null", "'badge':'1'")]
    [InlineData("'floor':1", "'badge':'1'", "'badge':'1'")]
    [InlineData("'desk':{'number':'1','house':'H'}", "'desk':{'number':'2'}", "'desk':{'number':'2','house':'H'}")]
    public void Normalize_ImmutableAttribute_MayBeSetOnceAndKeepsItsValue(
        string current,
        string body,
        string expected
    ) =>
        SampleResources.AssertJson(
            SampleResources.CreateAda($"'{PlantUrn}':{{{expected}}}", SampleResources.PlantUser),
            NormalizePut($"'{PlantUrn}':{{{current}}}", $"'{PlantUrn}':{{{body}}}")
        );

    [Theory]
    [InlineData("'badge':'1'", "'badge':'2'", "badge")]
    [InlineData("'desk':{'number':'1','house':'H'}", "'desk':{'number':'1','house':'I'}", "desk.house")]
    public void Normalize_ImmutableAttributeWouldChange_IsMutability(string current, string body, string path)
    {
        ScimError error = SampleResources.AssertThrows(() =>
            NormalizePut($"'{PlantUrn}':{{{current}}}", $"'{PlantUrn}':{{{body}}}")
        );
        Assert.Equal(ScimErrorKind.Mutability, error.Kind);
        Assert.StartsWith(path, error.Detail, StringComparison.Ordinal);
    }
}
