using System.Globalization;
using System.Text.Json;
using Scim.Gateway.Http;
using Scim.Protocol.Errors;
using Scim.Protocol.Messages;

namespace Scim.Gateway.Tests.Http;

/// <summary>Tests that every error type has a status and a body, as SCIM error and as problem details.</summary>
[Trait("rfc", "7644-3.12")]
public sealed class ErrorBodyTests
{
    public static TheoryData<ScimErrorKind> ErrorTypes => [.. Enum.GetValues<ScimErrorKind>()];

    [Theory, MemberData(nameof(ErrorTypes))]
    public void Write_OfAnyErrorType_MatchesItsStatus(ScimErrorKind kind)
    {
        (int status, string? scimType) = kind.ToStatus();
        var error = new ScimError(kind, "What \"went\" wrong: \u00e9");
        Assert.InRange(status, 400, 599);

        JsonElement scim = JsonElement.Parse(ScimErrorWriter.WriteError(error));
        Assert.Equal(status.ToString(CultureInfo.InvariantCulture), scim.GetProperty("status").GetString());
        Assert.Equal(scimType, scim.TryGetProperty("scimType", out JsonElement type) ? type.GetString() : null);
        Assert.Equal(error.Detail, scim.GetProperty("detail").GetString());

        JsonElement problem = JsonElement.Parse(ProblemWriter.WriteProblem(error, "request-7").Span);
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.NotEqual("", problem.GetProperty("title").GetString());
        Assert.Equal(error.Detail, problem.GetProperty("detail").GetString());
        Assert.Equal("request-7", problem.GetProperty("requestId").GetString());
    }
}
