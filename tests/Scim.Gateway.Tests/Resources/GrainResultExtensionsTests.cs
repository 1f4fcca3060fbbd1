using Scim.Gateway.Http;
using Scim.Gateway.Resources;
using Scim.GrainInterfaces;
using Scim.GrainInterfaces.Resources;
using Scim.Protocol.Errors;
using Scim.Protocol.Schema;

namespace Scim.Gateway.Tests.Resources;

/// <summary>Tests the mapping of grain results to HTTP responses.</summary>
public sealed class GrainResultExtensionsTests
{
    private static readonly ResourceReply Reply = new()
    {
        Id = "1",
        Version = "W/\"3\"",
        Location = "http://h/Users/1",
        Body = "{}"u8.ToArray(),
    };

    [Fact]
    public void ToHttp_OfAResource_HasItsHeaders()
    {
        ApiResponse response = ((ScimResult<ResourceReply>)Reply).ToHttp(201);
        Assert.Equal(
            (201, "W/\"3\"", "http://h/Users/1", 2),
            (response.Status, response.ETag, response.Location, response.Body.Length)
        );
    }

    [Fact]
    public void ToHttp_OfAnUnwantedBody_Is204() =>
        Assert.Equal(204, ((ScimResult<ResourceReply>)(Reply with { Body = default })).ToHttp().Status);

    [Fact, Trait("rfc", "7644-3.14")]
    public void ToHttp_OfAnUnchangedResource_Is304WithItsETag()
    {
        ApiResponse response = (
            (ScimResult<ResourceReply>)(Reply with { IsNotModified = true, Body = default })
        ).ToHttp();
        Assert.Equal((304, "W/\"3\"", true), (response.Status, response.ETag, response.Body.IsEmpty));
    }

    [Fact]
    public void ToHttp_OfAnError_IsTheError()
    {
        var error = new ScimError(ScimErrorKind.VersionMismatch, "x");
        Assert.Same(error, ((ScimResult<ResourceReply>)error).ToHttp().Error);
        Assert.Same(error, ((ScimResult<Unit>)error).ToHttp().Error);
        Assert.Equal(204, ((ScimResult<Unit>)Unit.Instance).ToHttp().Status);
    }

    [Theory, Trait("rfc", "7644-3.5.2")]
    [InlineData("User", null, null, true)]
    [InlineData("Group", null, null, false)]
    [InlineData("Group", "displayName", null, true)]
    [InlineData("Group", null, "members", true)]
    public void WantsBody_OfPatch_IsFalseForGroupsUnlessAttributesAreNamed(
        string type,
        string? attributes,
        string? excluded,
        bool wants
    ) =>
        Assert.Equal(
            wants,
            ResourceEndpoints.ShouldReturnBody(
                TenantSchemas.Default.FindByName(type)!,
                new AttributeSelection { Attributes = attributes, ExcludedAttributes = excluded }
            )
        );
}
