using System.Text;
using System.Text.Json;
using Scim.Protocol.Bulk;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Tests.Bulk;

/// <summary>Tests the parsing of bulk requests (RFC 7644 section 3.7) and the writing of bulk responses.</summary>
[Trait("rfc", "7644-3.7")]
public sealed class BulkRequestTests
{
    internal static BulkRequest ParseRequest(string json, int maxOperations = 100) =>
        BulkRequest.Parse(Encoding.UTF8.GetBytes(json), TenantSchemas.Default, maxOperations, JsonLimits.Default);

    internal static BulkRequest CreateRequest(params IEnumerable<string> operations) =>
        ParseRequest($$"""{"Operations":[{{string.Join(",", operations)}}]}""");

    [Theory]
    [InlineData("[]", ScimErrorKind.InvalidSyntax)]
    [InlineData("{}", ScimErrorKind.InvalidSyntax)]
    [InlineData("""{"Operations":{}}""", ScimErrorKind.InvalidSyntax)]
    [InlineData("""{"schemas":["urn:x"],"Operations":[]}""", ScimErrorKind.InvalidSyntax)]
    [InlineData("""{"schemas":"urn:x","Operations":[]}""", ScimErrorKind.InvalidSyntax)]
    [InlineData("""{"Operations":[],"failOnErrors":-1}""", ScimErrorKind.InvalidValue)]
    [InlineData("""{"Operations":[],"failOnErrors":"1"}""", ScimErrorKind.InvalidValue)]
    [InlineData("""{"Operations":[1,2,3]}""", ScimErrorKind.PayloadTooLarge)]
    public void Parse_OfInvalidBulkRequest_IsRejected(string json, ScimErrorKind kind) =>
        Assert.Equal(kind, Assert.Throws<ScimException>(() => ParseRequest(json, maxOperations: 2)).Error.Kind);

    [Theory]
    [InlineData("0", null)]
    [InlineData("null", null)]
    [InlineData("1", 1)]
    [InlineData("99999999999", int.MaxValue)]
    public void Parse_OfFailOnErrors_IsTheLimitOrNone(string value, int? limit) =>
        Assert.Equal(limit, ParseRequest($$"""{"Operations":[],"failOnErrors":{{value}}}""").FailOnErrors);

    [Fact]
    public void Parse_OfMaxOperations_Succeeds() =>
        Assert.Equal(2, ParseRequest("""{"operations":[1,2],"FailOnErrors":7}""", 2).Operations.Count);

    [Theory]
    [InlineData("1", ScimErrorKind.InvalidSyntax)]
    [InlineData("{}", ScimErrorKind.InvalidSyntax)]
    [InlineData("""{"method":"GET","path":"/Users/1"}""", ScimErrorKind.InvalidSyntax)]
    [InlineData("""{"method":1,"path":"/Users/1"}""", ScimErrorKind.InvalidSyntax)]
    [InlineData("""{"method":"POST","path":"/Users","data":{}}""", ScimErrorKind.InvalidSyntax)]
    [InlineData("""{"method":"POST","bulkId":"","path":"/Users","data":{}}""", ScimErrorKind.InvalidSyntax)]
    [InlineData("""{"method":"POST","bulkId":"a","path":"/Users"}""", ScimErrorKind.InvalidSyntax)]
    [InlineData("""{"method":"POST","bulkId":"a","path":"/Users/1","data":{}}""", ScimErrorKind.InvalidPath)]
    [InlineData("""{"method":"POST","bulkId":"a","path":"/Cats","data":{}}""", ScimErrorKind.NotFound)]
    [InlineData("""{"method":"PUT","path":"/Users","data":{}}""", ScimErrorKind.InvalidPath)]
    [InlineData("""{"method":"PATCH","path":"/Users/1","data":[]}""", ScimErrorKind.InvalidSyntax)]
    [InlineData("""{"method":"PATCH","path":"/Users/1","data":"[]"}""", ScimErrorKind.InvalidSyntax)]
    [InlineData("""{"method":"PATCH","path":"/Users/1","data":[{},{}]}""", ScimErrorKind.InvalidValue)]
    [InlineData("""{"method":"PATCH","path":"/Users/1","data":"{"}""", ScimErrorKind.InvalidValue)]
    [InlineData("""{"method":"DELETE","path":"/Users/"}""", ScimErrorKind.InvalidPath)]
    [InlineData("""{"method":"DELETE"}""", ScimErrorKind.InvalidSyntax)]
    public void Parse_OfAWrongOperation_IsThatOperationsError(string operation, ScimErrorKind kind)
    {
        BulkRequest request = CreateRequest(operation, """{"method":"delete","path":"Users/1","version":"W/\"1\""}""");
        Assert.Equal(kind, request.Operations[0].Error!.Kind);
        Assert.Null(request.Operations[1].Error);
        Assert.Equal(
            ("1", "W/\"1\"", BulkMethod.Delete),
            (request.Operations[1].Target, request.Operations[1].Version, request.Operations[1].Method)
        );
    }

    [Theory]
    [InlineData(""" "{\"userName\":\"ada\"}" """)]
    [InlineData("""[{"userName":"ada"}]""")]
    public void Parse_OfWrappedData_ReadsTheObject(string data) =>
        Assert.Equal(
            "ada",
            CreateRequest($$"""{"method":"POST","bulkId":"a","path":"/Users","data":{{data}}}""").Operations[0].Data![
                "userName"
            ]!.GetValue<string>()
        );

    [Fact]
    public void Parse_OfDuplicateBulkId_RejectsTheSecondPost()
    {
        BulkRequest request = CreateRequest(
            """{"method":"POST","bulkId":"a","path":"/Users","data":{}}""",
            """{"method":"POST","bulkId":"a","path":"/Users","data":{}}""",
            """{"method":"PATCH","bulkId":"a","path":"/Users/bulkId:a","data":{}}"""
        );
        Assert.Equal([null, ScimErrorKind.InvalidValue, null], request.Operations.Select(o => o.Error?.Kind));
    }

    [Fact]
    public void Substitute_ReplacesOnlyReferences()
    {
        BulkOperation operation = CreateRequest(
            """
            {"method":"PATCH","path":"/Groups/1","data":{"Operations":[
              {"op":"add","path":"members","value":[{"value":"bulkId:a","$ref":"https://x/Users/bulkId:a"},"bulkId:b"]},
              {"op":"remove","path":"members[value eq \"bulkId:b\"]"},
              {"op":"replace","path":"displayName","value":"say \"bulkId:a\" / bulkId:a"}]}}
            """
        ).Operations[0];
        string text = BulkReferences.ReplaceReferences(operation, name => $"id-{name}").ToJsonString();
        Assert.Equal(
            """
            {"Operations":[{"op":"add","path":"members","value":[{"value":"id-a","$ref":"https://x/Users/id-a"},"id-b"]},{"op":"remove","path":"members[value eq \u0022id-b\u0022]"},{"op":"replace","path":"displayName","value":"say \u0022bulkId:a\u0022 / bulkId:a"}]}
            """,
            text
        );
    }

    [Theory, Trait("rfc", "7644-3.7.2")]
    [InlineData("""{"displayName":"bulkId:a","externalId":"bulkId:a","nope":"bulkId:a"}""", "nope")]
    [InlineData("""{"profileUrl":"bulkId:a","name":{"givenName":"bulkId:a"},"name.familyName":"bulkId:a"}""", "")]
    [InlineData("""{"emails":[{"value":"bulkId:a"}],"roles":["bulkId:a"]}""", "")]
    [InlineData("""{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"bulkId:a"}}""", "")]
    [InlineData("""{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":"bulkId:a"}}""", "manager")]
    [InlineData("""{"manager":{"value":"bulkId:a","displayName":"bulkId:a"}}""", "value")]
    [InlineData(
        """{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value":"bulkId:a"}""",
        ".value"
    )]
    [InlineData("""{"manager":{"managerId":"bulkId:a"}}""", "managerId")]
    public void ReplaceReferences_OfAttributes_ReplacesThoseThatCanRefer(string attributes, string referring)
    {
        foreach (
            string operation in new[]
            {
                $$$"""{"method":"POST","bulkId":"a","path":"/Users","data":{{{attributes}}}}""",
                $$$"""{"method":"PATCH","path":"/Users/1","data":{"Operations":[{"op":"add","value":{{{attributes}}}}]}}""",
            }
        )
        {
            string text = BulkReferences
                .ReplaceReferences(CreateRequest(operation).Operations[0], _ => "id")
                .ToJsonString();
            Assert.Equal(referring.Length > 0 ? 1 : 0, text.Split("\"id\"").Length - 1);
            Assert.Contains(
                referring.Length > 0 ? $"{referring}\":\"id\"" : "bulkId:a",
                text,
                StringComparison.Ordinal
            );
        }
    }

    [Theory, Trait("rfc", "7644-3.7.2")]
    [InlineData("title", "\"bulkId:a\"", false)]
    [InlineData("name.givenName", "\"bulkId:a\"", false)]
    [InlineData("emails[type eq \\\"bulkId:a\\\"].value", "\"bulkId:a\"", false)]
    [InlineData("manager", "\"bulkId:a\"", true)]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager", "{\"value\":\"bulkId:a\"}", true)]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", "{\"manager\":\"bulkId:a\"}", true)]
    public void ReplaceReferences_OfPath_FollowsTheAttribute(string path, string value, bool isReference)
    {
        BulkOperation operation = CreateRequest(
            $$$"""{"method":"PATCH","path":"/Users/1","data":{"Operations":[{"op":"add","path":"{{{path}}}","value":{{{value}}}}]}}"""
        ).Operations[0];
        string text = BulkReferences.ReplaceReferences(operation, _ => "id").ToJsonString();
        Assert.Equal(!isReference, text.Contains("bulkId:a", StringComparison.Ordinal));
    }

    [Fact, Trait("rfc", "7644-3.7.3")]
    public void Write_OfResults_HasStatusAsTextAndTheErrorsBody()
    {
        BulkRequest request = CreateRequest(
            """{"method":"post","bulkId":"a","path":"/Users","data":{}}""",
            """{"method":"DELETE","path":"/Users/1"}"""
        );
        using JsonDocument response = JsonDocument.Parse(
            BulkResponseWriter.WriteResponse([
                new BulkResult
                {
                    Operation = request.Operations[0],
                    Error = new ScimError(ScimErrorKind.Uniqueness, "Taken."),
                },
                new BulkResult
                {
                    Operation = request.Operations[1],
                    Status = 204,
                    Location = "https://x/Users/1",
                },
            ])
        );
        JsonElement[] operations = [.. response.RootElement.GetProperty("Operations").EnumerateArray()];
        Assert.StartsWith(
            """{"method":"post","bulkId":"a","status":"409","response":""",
            operations[0].GetRawText(),
            StringComparison.Ordinal
        );
        Assert.Equal("uniqueness", operations[0].GetProperty("response").GetProperty("scimType").GetString());
        Assert.Equal(
            """{"location":"https://x/Users/1","method":"DELETE","status":"204"}""",
            operations[1].GetRawText()
        );
        Assert.Equal(SchemaUrns.BulkResponse, response.RootElement.GetProperty("schemas")[0].GetString());
    }
}
