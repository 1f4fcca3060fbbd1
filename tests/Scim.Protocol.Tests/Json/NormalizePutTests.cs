using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;

namespace Scim.Protocol.Tests.Json;

[Trait("rfc", "7644-3.5.1")]
public sealed class NormalizePutTests
{
    private const string P = Sample.Plant;

    private static JsonObject Put(string current, string body) =>
        ResourceNormalizer.Normalize(
            Sample.PlantUser, Sample.Parse(Sample.UserBody(body)),
            new NormalizeOptions { ExpectedId = "u1", Current = Sample.Ada(current, Sample.PlantUser) }).Document;

    [Fact]
    public void Normalize_OmittedReadWriteAttribute_IsCleared() => Sample.AssertJson(Sample.Ada("'nickName':'B'"), Put("'title':'T'", "'nickName':'B'"));

    [Fact]
    public void Normalize_DifferingIdInBody_IsIgnored() => Sample.AssertJson(Sample.Ada(""), Put("", "'id':'other'"));

    [Fact]
    [Trait("idp", "3")]
    public void Normalize_NullIdInBody_IsIgnored() => Sample.AssertJson(Sample.Ada(""), Put("", "'id':null"));

    [Theory]
    [InlineData("'badge':'1'", "'badge':'1'", "'badge':'1'")]
    [InlineData("'badge':'1'", "'floor':2", "'badge':'1','floor':2")]
    [InlineData("'badge':'1'", "'badge':null", "'badge':'1'")]
    [InlineData("'floor':1", "'badge':'1'", "'badge':'1'")]
    [InlineData("'desk':{'number':'1','house':'H'}", "'desk':{'number':'2'}", "'desk':{'number':'2','house':'H'}")]
    public void Normalize_ImmutableAttribute_MayBeSetOnceAndKeepsItsValue(string current, string body, string expected) =>
        Sample.AssertJson(Sample.Ada($"'{P}':{{{expected}}}", Sample.PlantUser), Put($"'{P}':{{{current}}}", $"'{P}':{{{body}}}"));

    [Theory]
    [InlineData("'badge':'1'", "'badge':'2'", "badge")]
    [InlineData("'desk':{'number':'1','house':'H'}", "'desk':{'number':'1','house':'I'}", "desk.house")]
    public void Normalize_ImmutableAttributeWouldChange_IsMutability(string current, string body, string path)
    {
        ScimError error = Sample.Fails(() => Put($"'{P}':{{{current}}}", $"'{P}':{{{body}}}"));
        Assert.Equal(ScimErrorKind.Mutability, error.Kind);
        Assert.StartsWith(path, error.Detail, StringComparison.Ordinal);
    }
}
