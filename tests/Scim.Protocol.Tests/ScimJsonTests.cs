using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Tests.Resources;

namespace Scim.Protocol.Tests;

public sealed class ScimJsonTests
{
    private static readonly JsonLimits TightLimits = new() { MaxDepth = 3, MaxStringLength = 8 };

    [Theory]
    [InlineData("{}", "{}")]
    [InlineData(" {\"a\" : [1, 2.5, true, null, \"x\"]}\r\n", "{\"a\":[1,2.5,true,null,\"x\"]}")]
    [InlineData("{\"a\":{\"b\":{\"c\":1}}}", "{\"a\":{\"b\":{\"c\":1}}}")]
    [InlineData("{\"a\":{\"b\":1},\"c\":{\"B\":2}}", "{\"a\":{\"b\":1},\"c\":{\"B\":2}}")]
    [InlineData("{\"a\":\"\\ud83d\\udc33\"}", "{\"a\":\"🐳\"}")]
    [InlineData("{\"\":9223372036854775807}", "{\"\":9223372036854775807}")]
    [Trait("rfc", "7644-3.8")]
    public void ParseObject_ValidJson_KeepsIt(string text, string expected) =>
        SampleResources.AssertJson(
            JsonNode.Parse(expected),
            ScimJson.ParseObject(Encoding.UTF8.GetBytes(text), JsonLimits.Default)
        );

    [Fact]
    public void ParseObject_ByteOrderMark_IsSkipped() =>
        Assert.Single(
            ScimJson.ParseObject(
                new byte[] { 0xEF, 0xBB, 0xBF }
                    .Concat("{\"a\":1}"u8.ToArray())
                    .ToArray(),
                JsonLimits.Default
            )
        );

    [Fact]
    [Trait("rfc", "7643-2.1")]
    public void ParseObject_Result_IsCaseInsensitive() =>
        Assert.Equal(1, (long)SampleResources.ParseObject("{'Operations':1}")["operations"]!);

    [Theory]
    [InlineData("", "empty")]
    [InlineData("\uFEFF", "empty")]
    [InlineData("   ", "line 1")]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("\"x\"", "must be a JSON object")]
    [InlineData("null", "must be a JSON object")]
    [InlineData("{\"a\":1,}", "line 1, byte 8")]
    [InlineData("{\"a\":1} {}", "line 1, byte 9")]
    [InlineData("{\n\"a\": // no\n1}", "line 2, byte 6")]
    [InlineData("{\"a\":", "line 1")]
    [InlineData("{'a':1}", "line 1, byte 2")]
    [InlineData("{\"a\":01}", "line 1")]
    [InlineData("{\"a\":NaN}", "line 1")]
    [InlineData("{\"a\":\"\t\"}", "line 1")]
    [InlineData("{\"a\":1,\"a\":2}", "more than once")]
    [InlineData("{\"a\":1,\n\"A\":2}", "line 2, byte 1")]
    [InlineData("{\"userName\":1,\"user\\u004eame\":2}", "more than once")]
    [InlineData("{\"a\":{\"b\":{\"c\":{}}}}", "MaxDepth limit of 3")]
    [InlineData("{\"a\":[[[1]]]}", "MaxDepth limit of 3")]
    [Trait("rfc", "7644-3.12")]
    public void ParseObject_InvalidJson_IsInvalidSyntaxWithPosition(string text, string detail)
    {
        ScimError error = SampleResources.AssertThrows(() =>
            ScimJson.ParseObject(Encoding.UTF8.GetBytes(text), TightLimits)
        );
        Assert.Equal(ScimErrorKind.InvalidSyntax, error.Kind);
        Assert.Contains(detail, error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"a\":\"\\ud83d\"}", "surrogate")]
    [InlineData("{\"\\udc33\":1}", "surrogate")]
    [InlineData("{\"a\":\"\\u0000\"}", "U+0000")]
    [InlineData("{\"a\\u0000\":1}", "U+0000")]
    [InlineData("{\"a\":1e999}", "range")]
    [InlineData("{\"a\":\"123456789\"}", "MaxStringLength limit of 8")]
    [InlineData("{\"a\":\"ääääx\"}", "MaxStringLength limit of 8")]
    [InlineData("{\"123456789\":1}", "MaxStringLength limit of 8")]
    public void ParseObject_ValueThatCannotBeStored_IsInvalidValueWithPosition(string text, string detail)
    {
        ScimError error = SampleResources.AssertThrows(() =>
            ScimJson.ParseObject(Encoding.UTF8.GetBytes(text), TightLimits)
        );
        Assert.Equal(ScimErrorKind.InvalidValue, error.Kind);
        Assert.Contains(detail, error.Detail, StringComparison.Ordinal);
        Assert.Contains("line 1, byte", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void ParseObject_LongestStringWithEscapes_IsMeasuredUnescaped() =>
        Assert.Single(ScimJson.ParseObject("{\"a\":\"\\u0041\\u0041\\u0041\\u0041\"}"u8.ToArray(), TightLimits));

    [Theory]
    [InlineData(new byte[] { (byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}' })]
    [InlineData(new byte[] { (byte)'{', (byte)'"', 0xC0, 0x80, (byte)'"', (byte)':', (byte)'1', (byte)'}' })]
    [InlineData(new byte[] { 0xFE, 0xFF, 0, (byte)'{', 0, (byte)'}' })]
    public void ParseObject_InvalidUtf8_IsInvalidSyntax(byte[] bytes) =>
        Assert.Equal(
            ScimErrorKind.InvalidSyntax,
            SampleResources.AssertThrows(() => ScimJson.ParseObject(bytes, JsonLimits.Default)).Kind
        );

    [Fact]
    public void ParseObject_ErrorMessage_ContainsNoValue()
    {
        string secret = SampleResources
            .AssertThrows(() =>
                ScimJson.ParseObject("{\"password\":\"hunter2\\ud800\"}"u8.ToArray(), JsonLimits.Default)
            )
            .Detail;
        Assert.DoesNotContain("hunter2", secret, StringComparison.Ordinal);
    }

    [Fact]
    public void ParseObject_AnyBytes_ReturnsObjectOrThrowsScimException()
    {
        // JSON fragments in random order exercise more of the reader than random bytes.
        Gen<byte[]> piece = Gen.OneOf(
            Gen.OneOfConst(
                    "{",
                    "}",
                    "[",
                    "]",
                    ":",
                    ",",
                    "\"",
                    "\\u",
                    "d83d",
                    "0000",
                    "\"a\"",
                    "\"A\":",
                    "1e9",
                    "-",
                    "true",
                    "null",
                    "\n",
                    "//",
                    " "
                )
                .Select(Encoding.UTF8.GetBytes),
            Gen.Byte.Array[0, 4]
        );
        piece
            .Array[0, 20]
            .Select(p => p.SelectMany(b => b).ToArray())
            .Sample(bytes => ThrowsOnlyScimException(bytes), iter: 20_000);

        byte[] valid = SampleResources.GetUtf8Bytes("{'a':{'b':['x',1,true,null,'\\ud83d\\udc33']},'c':'ö'}");
        Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Byte)
            .Array[1, 4]
            .Sample(
                changes =>
                {
                    byte[] broken = [.. valid];
                    foreach ((int at, byte value) in changes)
                        broken[at] = value;
                    return ThrowsOnlyScimException(broken);
                },
                iter: 20_000
            );
    }

    private static bool ThrowsOnlyScimException(byte[] bytes)
    {
        try
        {
            ScimJson.ParseObject(bytes, JsonLimits.Default);
        }
        catch (ScimException)
        {
            // Expected for invalid input.
        }

        return true;
    }
}
