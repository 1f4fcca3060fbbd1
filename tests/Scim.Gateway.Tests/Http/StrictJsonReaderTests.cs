using System.Text;
using Scim.Gateway.Http;
using Scim.Gateway.Operator;
using Scim.GrainInterfaces.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Tests.Http;

/// <summary>Tests that JSON bodies are parsed strictly and that errors name the problem.</summary>
public sealed class StrictJsonReaderTests
{
    [Theory]
    [InlineData("""{"id":"acme","displayName":"Acme"}""", "Acme")]
    [InlineData("""{"displayName":null,"id":"acme"}""", null)]
    [InlineData(""" {"id":"acme"} """, null)]
    public void ReadObject_OfTenant_HasItsValues(string json, string? displayName)
    {
        (CreateTenantBody? body, ScimError? error) = ReadTenantBody(json);
        Assert.Null(error);
        Assert.Equal(("acme", displayName), (body!.Id, body.DisplayName));
    }

    [Theory]
    [InlineData("""{"id":"acme","color":1,"size":2}""", ScimErrorKind.InvalidValue, "color, size")]
    [InlineData("""{"ID":"acme"}""", ScimErrorKind.InvalidValue, "ID")]
    [InlineData("""{"id":7}""", ScimErrorKind.InvalidValue, "id")]
    [InlineData("""{"displayName":{}}""", ScimErrorKind.InvalidValue, "displayName")]
    [InlineData("""{"id":"a","id":"b"}""", ScimErrorKind.InvalidSyntax, "JSON")]
    [InlineData("""{"id":"\ud800"}""", ScimErrorKind.InvalidValue, "id")]
    [InlineData("""{"\ud800":1}""", ScimErrorKind.InvalidSyntax, "surrogate")]
    [InlineData("{", ScimErrorKind.InvalidSyntax, "line 1")]
    [InlineData("[]", ScimErrorKind.InvalidSyntax, "object")]
    [InlineData("null", ScimErrorKind.InvalidSyntax, "object")]
    [InlineData("""{"id":[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]}""", ScimErrorKind.InvalidSyntax, "JSON")]
    public void ReadObject_OfInvalidBody_NamesTheProblem(string json, ScimErrorKind kind, string named)
    {
        (CreateTenantBody? body, ScimError? error) = ReadTenantBody(json);
        Assert.Null(body);
        Assert.Equal(kind, error!.Kind);
        Assert.Contains(named, error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadObject_OfInvalidUtf8_IsInvalidSyntax() =>
        Assert.Equal(
            ScimErrorKind.InvalidSyntax,
            StrictJsonReader
                .ReadObject(new byte[] { (byte)'{', 0xff, (byte)'}' }, OperatorJsonContext.Default.CreateTenantBody)
                .Error!.Kind
        );

    [Fact]
    public void Command_OfToken_HasItsValues()
    {
        IssueToken command = ReadTokenBody(
            """{"name":"entra","scopes":["scim:read","scim:write"],"expiresAt":"2030-01-31T12:00:00+01:00"}"""
        ).Command!;
        Assert.Equal("entra", command.Name);
        Assert.Equal(["scim:read", "scim:write"], command.Scopes);
        Assert.Equal(new DateTimeOffset(2030, 1, 31, 11, 0, 0, TimeSpan.Zero), command.ExpiresAt);
        Assert.Null(ReadTokenBody("""{"name":"entra","scopes":["scim:read"],"expiresAt":null}""").Command!.ExpiresAt);
    }

    [Theory]
    [InlineData("""{"scopes":["scim:read"]}""", "name")]
    [InlineData("""{"name":" ","scopes":["scim:read"]}""", "name")]
    [InlineData("""{"name":"a\u0000","scopes":["scim:read"]}""", "name")]
    [InlineData("""{"name":"x"}""", "scopes")]
    [InlineData("""{"name":"x","scopes":[]}""", "scopes")]
    [InlineData("""{"name":"x","scopes":[null]}""", "scopes")]
    [InlineData("""{"name":"x","scopes":"scim:read"}""", "scopes")]
    [InlineData("""{"name":"x","scopes":[7]}""", "scopes[0]")]
    [InlineData("""{"name":"x","scopes":["scim:read"],"expiresAt":"soon"}""", "expiresAt")]
    [InlineData("""{"name":"x","scopes":["scim:read"],"expiresAt":7}""", "expiresAt")]
    [InlineData("""{"name":"x","scopes":["scim:read"],"secret":"s"}""", "secret")]
    public void Command_OfInvalidToken_IsInvalidValueAndNamesTheMember(string json, string named)
    {
        ScimError error = ReadTokenBody(json).Error!;
        Assert.Equal(ScimErrorKind.InvalidValue, error.Kind);
        Assert.Contains(named, error.Detail, StringComparison.Ordinal);
    }

    private static (CreateTenantBody? Body, ScimError? Error) ReadTenantBody(string json) =>
        StrictJsonReader.ReadObject(Encoding.UTF8.GetBytes(json), OperatorJsonContext.Default.CreateTenantBody);

    private static (IssueToken? Command, ScimError? Error) ReadTokenBody(string json)
    {
        (IssueTokenBody? body, ScimError? error) = StrictJsonReader.ReadObject(
            Encoding.UTF8.GetBytes(json),
            OperatorJsonContext.Default.IssueTokenBody
        );
        return body is null ? (null, error) : TokenEndpoints.CreateCommand(body);
    }
}
