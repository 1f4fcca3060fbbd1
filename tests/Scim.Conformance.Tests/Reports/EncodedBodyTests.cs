using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Scim.Conformance.Tests.Fixtures;
using Scim.Testing.Server.Workplace;

namespace Scim.Conformance.Tests.Reports;

/// <summary>
/// Report: a client compresses its requests, and the server reads the compressed bytes as JSON and reports a
/// syntax error.
/// </summary>
public sealed class EncodedBodyTests(TenantFixture fixture) : IClassFixture<TenantFixture>
{
    private ScimClient Scim => fixture.Tenant.Scim;

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Request_WithContentCoding_IsDecoded(string coding)
    {
        ScimResponse created = (
            await SendEncodedAsync("POST", "/Users", RequestBodies.CreateUser($"{coding}.{Guid.NewGuid():N}"), coding)
        ).AssertStatus(201);
        JsonObject patch = RequestBodies.CreatePatch(RequestBodies.ReplaceOperation("title", coding));
        ScimResponse patched = await SendEncodedAsync("PATCH", $"/Users/{created.Id}", patch, coding);
        Assert.Equal(coding, patched.AssertStatus(200).GetText("/title"));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Request_ThatExceedsTheLimitDecoded_Is413(string coding)
    {
        JsonObject user = RequestBodies.CreateUser($"{coding}.{Guid.NewGuid():N}");
        user["title"] = new string('x', 16 * 1024 * 1024);
        (await SendEncodedAsync("POST", "/Users", user, coding)).AssertError(413);
    }

    [Fact]
    public async Task Request_WithOtherContentCoding_Is415AndNamesTheCodings()
    {
        JsonObject user = RequestBodies.CreateUser($"other.{Guid.NewGuid():N}");
        foreach (string coding in new[] { "compress", "zstd", "gzip, gzip" })
        {
            ScimResponse refused = await Scim.PostAsync("/Users", user, ("Content-Encoding", coding));
            Assert.Equal("gzip, deflate, br", refused.AssertError(415).GetHeader("Accept-Encoding"));
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Request_NotEncodedAsTheHeaderSays_IsInvalidSyntax(string coding)
    {
        JsonObject user = RequestBodies.CreateUser($"false.{Guid.NewGuid():N}");
        (await Scim.PostAsync("/Users", user, ("Content-Encoding", coding))).AssertError(400, "invalidSyntax");
        byte[] encoded = EncodeText(user.ToJsonString(), coding);
        foreach (byte[] truncated in new[] { encoded[..^20], encoded[..^1] })
            (await Scim.SendAsync("POST", "/Users", truncated, ("Content-Encoding", coding))).AssertError(
                400,
                "invalidSyntax"
            );
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Upload_WithContentCoding_IsDecodedIfItIsComplete(string coding)
    {
        WorkplaceClient api = await fixture.Tenant.CreateWorkplaceClientAsync();
        byte[] encoded = EncodeText($"userName\n{coding}.{Guid.NewGuid():N}\n", coding);
        (await SendFileAsync(encoded)).AssertStatus(202);
        (await SendFileAsync(encoded[..^1])).AssertStatus(400);

        Task<ScimResponse> SendFileAsync(byte[] file) =>
            api.SendAsync("POST", "/uploads", file, ("Content-Type", "text/csv"), ("Content-Encoding", coding));
    }

    private Task<ScimResponse> SendEncodedAsync(string method, string path, JsonObject body, string coding) =>
        Scim.SendAsync(method, path, EncodeText(body.ToJsonString(), coding), ("Content-Encoding", coding));

    private static byte[] EncodeText(string text, string coding)
    {
        using var encoded = new MemoryStream();
        using (
            Stream stream = coding switch
            {
                "gzip" => new GZipStream(encoded, CompressionMode.Compress, leaveOpen: true),
                "deflate" => new ZLibStream(encoded, CompressionMode.Compress, leaveOpen: true),
                _ => new BrotliStream(encoded, CompressionMode.Compress, leaveOpen: true),
            }
        )
            stream.Write(Encoding.UTF8.GetBytes(text));
        return encoded.ToArray();
    }
}
