using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;
using Scim.Benchmarks.Scenarios;
using Scim.Protocol.Filters;
using Scim.Protocol.Json;
using Scim.Protocol.Patching;
using Scim.Protocol.Resources;
using Scim.Protocol.Schema;

namespace Scim.Benchmarks.InProcess;

/// <summary>
/// Benchmarks of the protocol library on a user as sent by Entra ID. BenchmarkDotNet requires the class to be public
/// and not sealed.
/// </summary>
public class ProtocolBenchmarks
{
    private const string Id = "0190f3c4-7e5a-7c3e-9d4f-2b8a6c1e5f70";
    private static readonly ResourceType Type = TenantSchemas.Default.FindByName("User")!;
    private static readonly DateTimeOffset Timestamp = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly byte[] _body = Encoding.UTF8.GetBytes(BenchmarkBodies.CreateUser("ada"));
    private readonly byte[] _patch = Encoding.UTF8.GetBytes(BenchmarkBodies.PatchActive("false"));
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly byte[] _canonical;

    /// <summary>Prepares the canonical form of the user.</summary>
    public ProtocolBenchmarks() => _canonical = Encoding.UTF8.GetBytes(NormalizeBody().Document.ToJsonString());

    /// <summary>The baseline: parses the user with System.Text.Json.</summary>
    [Benchmark(Baseline = true)]
    public int ParseUser()
    {
        using JsonDocument document = JsonDocument.Parse(_body);
        return (int)document.RootElement.ValueKind;
    }

    /// <summary>Parses the filter that every identity provider sends.</summary>
    [Benchmark(Description = "filter userName eq")]
    public object ParseShortFilter() =>
        FilterParser.Parse(Type, "userName eq \"ada@example.com\"", FilterLimits.Default);

    /// <summary>Parses a filter of six terms.</summary>
    [Benchmark(Description = "filter of six terms")]
    public object ParseLongFilter() =>
        FilterParser.Parse(
            Type,
            "(emails[type eq \"work\" and value co \"@example.com\"] or userName sw \"a\") and active eq true "
                + "and not (title pr or meta.created gt \"2026-01-01T00:00:00Z\")",
            FilterLimits.Default
        );

    /// <summary>Normalizes a body, as POST does before it commits.</summary>
    [Benchmark(Description = "normalize a user")]
    public object NormalizeUser() => NormalizeBody().Document;

    /// <summary>Renders a user, as GET does when no response is cached.</summary>
    [Benchmark(Description = "render a user")]
    public int RenderUser()
    {
        _buffer.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_buffer, ScimJson.WriterOptions))
            ResourceRenderer.WriteResource(
                writer,
                Type,
                _canonical,
                new ResourceMeta("User", Timestamp, Timestamp, "W/\"1\"", $"http://localhost/Users/{Id}"),
                Projection.GetDefault(Type)
            );
        return _buffer.WrittenCount;
    }

    /// <summary>Applies a PATCH of <c>active</c>, up to the commit.</summary>
    [Benchmark(Description = "PATCH active")]
    public object PatchUser() =>
        PatchEngine.ApplyRequest(
            Type,
            JsonNode.Parse(_canonical)!.AsObject(),
            PatchRequest.Parse(_patch, Type, JsonLimits.Default, FilterLimits.Default),
            new PatchOptions()
        );

    /// <summary>Folds a name of ASCII characters only.</summary>
    [Benchmark(Description = "fold an ASCII name")]
    public string FoldAscii() => TextFolding.FoldName("Ada.Lovelace@Example.com");

    /// <summary>Folds a name with other characters.</summary>
    [Benchmark(Description = "fold another name")]
    public string FoldNonAscii() => TextFolding.FoldName("Æda Łöveläce");

    private NormalizedResource NormalizeBody() =>
        ResourceNormalizer.NormalizeBody(
            Type,
            ScimJson.ParseObject(_body, JsonLimits.Default),
            new NormalizeOptions { ExpectedId = Id }
        );
}
