using System.Text.Json;
using Scim.Protocol.Errors;
using Scim.Protocol.Messages;

namespace Scim.Protocol.Tests;

[Trait("rfc", "7644-3.12")]
public class ScimErrorTests
{
    public static TheoryData<ScimErrorKind> ErrorTypes => [.. Enum.GetValues<ScimErrorKind>()];

    [Theory, MemberData(nameof(ErrorTypes))]
    public void ToStatus_EveryErrorType_IsAnErrorStatus(ScimErrorKind kind)
    {
        (int status, string? scimType) = kind.ToStatus();
        Assert.InRange(status, 400, 599);
        if (scimType is not null)
            Assert.Matches("^[a-z][A-Za-z]+$", scimType);
    }

    [Fact]
    public void ToStatus_TwoErrorTypes_DifferInStatusOrScimType() =>
        Assert.Distinct(Enum.GetValues<ScimErrorKind>().Select(k => k.ToStatus()));

    [Theory]
    [InlineData(ScimErrorKind.InvalidFilter, 400, "invalidFilter")]
    [InlineData(ScimErrorKind.TooMany, 400, "tooMany")]
    [InlineData(ScimErrorKind.Uniqueness, 409, "uniqueness")]
    [InlineData(ScimErrorKind.Mutability, 400, "mutability")]
    [InlineData(ScimErrorKind.InvalidSyntax, 400, "invalidSyntax")]
    [InlineData(ScimErrorKind.InvalidPath, 400, "invalidPath")]
    [InlineData(ScimErrorKind.NoTarget, 400, "noTarget")]
    [InlineData(ScimErrorKind.InvalidValue, 400, "invalidValue")]
    [InlineData(ScimErrorKind.InvalidVersion, 400, "invalidVers")]
    [InlineData(ScimErrorKind.Sensitive, 403, "sensitive")]
    [InlineData(ScimErrorKind.InvalidCursor, 400, "invalidCursor")]
    [InlineData(ScimErrorKind.ExpiredCursor, 400, "expiredCursor")]
    [InlineData(ScimErrorKind.InvalidCount, 400, "invalidCount")]
    [InlineData(ScimErrorKind.Unauthorized, 401, null)]
    [InlineData(ScimErrorKind.NotFound, 404, null)]
    [InlineData(ScimErrorKind.Conflict, 409, null)]
    [InlineData(ScimErrorKind.VersionMismatch, 412, null)]
    [InlineData(ScimErrorKind.PayloadTooLarge, 413, null)]
    [InlineData(ScimErrorKind.TooManyRequests, 429, null)]
    [InlineData(ScimErrorKind.NotImplemented, 501, null)]
    public void ToStatus_ErrorType_MatchesTheTable(ScimErrorKind kind, int status, string? scimType) =>
        Assert.Equal((status, scimType), kind.ToStatus());

    [Fact]
    public void Write_ErrorWithType_HasStatusAsText()
    {
        byte[] body = ScimErrorWriter.WriteError(new ScimError(ScimErrorKind.InvalidFilter, "Zoë said \"no\""));
        using JsonDocument json = JsonDocument.Parse(body);
        Assert.Equal(
            """{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400","scimType":"invalidFilter","detail":"Zoë said \"no\""}""",
            json.RootElement.GetRawText()
        );
    }

    [Fact]
    public void Write_ErrorWithoutType_OmitsTheMember()
    {
        using JsonDocument json = JsonDocument.Parse(
            ScimErrorWriter.WriteError(new ScimError(ScimErrorKind.NotFound, "There is no such user."))
        );
        Assert.False(json.RootElement.TryGetProperty("scimType", out _));
        Assert.Equal("404", json.RootElement.GetProperty("status").GetString());
    }

    [Fact]
    public void ToException_Error_ContainsIt()
    {
        var error = new ScimError(ScimErrorKind.NoTarget, "Nothing there.");
        Assert.Same(error, error.ToException().Error);
        Assert.Equal("Nothing there.", error.ToException().Message);
    }
}
