using System.Text.Json.Nodes;
using CsCheck;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Tests.Filters;

/// <summary>
/// Generates resources of a type in canonical form, with values that reveal imprecise comparisons. Other test projects
/// link this file.
/// </summary>
public static class ResourceGenerator
{
    private static readonly string[] TextSamples =
    [
        "ada",
        "Ada",
        "ADA Probst",
        "ad",
        "Zoë Łukasz 李雷 🐳",
        "zoe\u0308 łUKASZ 李雷 🐳",
        "Straße",
        "STRASSE",
        "\uFB01sh",
        "fish",
        "İstanbul",
        "ıstanbul",
        "\u212A",
        "k",
        "100%",
        "100_",
        "1000",
        "a\\b",
        "a\\\\b",
        "o'neil",
        "O''Neil",
        "\"quoted\"",
        "[x]*?",
        "\uE000",
        "\uFFFD",
        "\U00010000",
        "\U0010FFFF",
        "line\nbreak",
        "tab\there",
        "\u001f",
        "~",
        " ",
        "  padded ",
        "ΑΣ",
        "ας",
        "ασ",
        "true",
        "null",
        "42",
        "{}",
        "é",
        "e\u0301",
        "É",
    ];

    private static readonly string[] ReferenceSamples =
    [
        "https://example.com/a",
        "HTTPS://EXAMPLE.COM/a",
        "https://example.com/A",
        "urn:x",
        "../Users/1",
    ];
    private static readonly string[] BinarySamples = ["QQ==", "qq==", "AAEC", "aaec", "/+8="];
    private static readonly long[] IntegerSamples =
    [
        0,
        1,
        -1,
        2,
        10,
        9,
        100,
        long.MaxValue,
        long.MinValue,
        1L << 53,
        (1L << 53) + 1,
    ];
    private static readonly double[] DecimalSamples =
    [
        0,
        1,
        -1,
        0.1,
        0.2,
        0.30000000000000004,
        0.3,
        2.5,
        10,
        9,
        1e20,
        1e-7,
        -1e300,
        5e-324,
    ];

    private static readonly DateTimeOffset[] DateTimeSamples =
    [
        new(1970, 1, 1, 0, 0, 0, TimeSpan.Zero),
        new(2011, 5, 13, 4, 42, 34, TimeSpan.Zero),
        new(2011, 5, 13, 4, 42, 34, 120, TimeSpan.Zero),
        new(2011, 5, 13, 4, 42, 34, 123, TimeSpan.Zero),
        new(2024, 2, 29, 23, 59, 59, 999, TimeSpan.Zero),
        new(9999, 12, 31, 23, 59, 59, TimeSpan.Zero),
    ];

    /// <summary>Generates integers, including the limits of 64 bits and of the precision of a double.</summary>
    public static Gen<long> Integers { get; } = Gen.OneOfConst(IntegerSamples);

    /// <summary>Generates decimals, including some that binary formats round.</summary>
    public static Gen<double> Decimals { get; } = Gen.OneOfConst(DecimalSamples);

    /// <summary>Generates times in whole milliseconds, the precision of <c>meta</c>.</summary>
    public static Gen<DateTimeOffset> DateTimes { get; } = Gen.OneOfConst(DateTimeSamples);

    /// <summary>Generates non-empty text for an attribute of one of the text types.</summary>
    public static Gen<string> CreateText(AttributeDefinition attribute) =>
        attribute.Type switch
        {
            AttributeType.Reference => Gen.OneOfConst(ReferenceSamples),
            AttributeType.Binary => Gen.OneOfConst(BinarySamples),
            _ when attribute.CanonicalValues.Count > 0 => Gen.OneOfConst([
                .. attribute.CanonicalValues,
                .. attribute.CanonicalValues.Select(v => v.ToUpperInvariant()),
            ]),
            _ => Gen.OneOfConst(TextSamples),
        };

    /// <summary>
    /// Generates resources of <paramref name="type"/>. Optional attributes may be absent; multi-valued attributes have
    /// one to three values.
    /// </summary>
    public static Gen<GeneratedResource> CreateResources(ResourceType type)
    {
        Gen<JsonObject> core = CreateMembers([.. type.Schema.Attributes.Where(IsStored)]);
        Gen<JsonObject[]> extensions = CombineSequence([
            .. type.Extensions.Select(e =>
                MakeOptional(CreateMembers([.. e.Schema.Attributes.Where(IsStored)]), new JsonObject())
            ),
        ]);
        Gen<string?> externalId = Gen.OneOfConst(TextSamples).Select(Gen.Bool, (text, there) => there ? text : null);
        Gen<string> id = Gen.Int[0, 999_999].Select(n => $"00000000-0000-7000-8000-{n:d12}");
        Gen<(string, DateTimeOffset, DateTimeOffset, int)> header = Gen.Select(id, DateTimes, DateTimes, Gen.Int[1, 3]);
        return Gen.Select(
            core,
            extensions,
            externalId,
            header,
            (own, more, external, head) => BuildResource(type, own, more, external, head)
        );
    }

    private static GeneratedResource BuildResource(
        ResourceType type,
        JsonObject core,
        JsonObject[] extensions,
        string? externalId,
        (string Id, DateTimeOffset A, DateTimeOffset B, int Version) head
    )
    {
        (DateTimeOffset created, DateTimeOffset lastModified) = head.A < head.B ? (head.A, head.B) : (head.B, head.A);
        var schemas = new JsonArray(type.Schema.Id);

        // The normalizer stores a value of active in every user.
        if (type.Name == ResourceTypeNames.User)
            core.TryAdd("active", true);
        var document = new JsonObject { ["schemas"] = schemas, ["id"] = head.Id };
        if (externalId is not null)
            document["externalId"] = externalId;
        foreach ((string name, JsonNode? value) in core)
            document[name] = value!.DeepClone();
        for (int i = 0; i < extensions.Length; i++)
        {
            if (extensions[i].Count == 0)
                continue;
            schemas.Add(type.Extensions[i].Schema.Id);
            document[type.Extensions[i].Schema.Id] = extensions[i].DeepClone();
        }

        return new GeneratedResource(type, document, head.Id, created, lastModified, $"W/\"{head.Version}\"");
    }

    private static bool IsStored(AttributeDefinition attribute) =>
        attribute.Mutability != Mutability.ReadOnly
        && attribute.Returned != Returned.Never
        && attribute.Name is not ("members" or "$ref");

    private static Gen<JsonObject> CreateMembers(AttributeDefinition[] attributes) =>
        CombineSequence([
                .. attributes.Select(a => a.Required ? CreateAttribute(a) : MakeOptional(CreateAttribute(a), null)),
            ])
            .Select(values =>
            {
                var members = new JsonObject();
                for (int i = 0; i < values.Length; i++)
                {
                    if (values[i] is { } value)
                        members[attributes[i].Name] = value.DeepClone();
                }

                return members;
            });

    private static Gen<JsonNode?> CreateAttribute(AttributeDefinition attribute) =>
        attribute.MultiValued
            ? CreateValue(attribute)
                .Array[1, 3]
                .Select(values => (JsonNode?)new JsonArray([.. values.Select(v => v!.DeepClone())]))
            : CreateValue(attribute);

    private static Gen<JsonNode?> CreateValue(AttributeDefinition attribute) =>
        attribute.Type switch
        {
            AttributeType.Boolean => Gen.Bool.Select(b => (JsonNode?)b),
            AttributeType.Integer => Integers.Select(n => (JsonNode?)n),
            AttributeType.Decimal => Decimals.Select(n => (JsonNode?)n),
            AttributeType.DateTime => DateTimes.Select(i => (JsonNode?)ScimDateTime.Format(i)),
            AttributeType.Complex => CreateMembers([.. attribute.SubAttributes.Where(IsStored)])
                .Select(CreateSingleValue(attribute), (some, one) => (JsonNode?)(some.Count > 0 ? some : one)),
            _ when attribute.IsName => CreateText(attribute).Select(t => (JsonNode?)ToStoredName(t)),
            _ => CreateText(attribute).Select(t => (JsonNode?)t),
        };

    // The normalizer removes redundant whitespace, and treats a name without anything else as unassigned.
    private static string ToStoredName(string text) =>
        TextFolding.CollapseWhitespace(text) is { Length: > 0 } name ? name : "~";

    /// <summary>
    /// Generates a value with one sub-attribute, used if all of them were omitted at random: an empty object is not a
    /// value.
    /// </summary>
    private static Gen<JsonObject> CreateSingleValue(AttributeDefinition attribute)
    {
        AttributeDefinition sub = attribute.SubAttributes.First(IsStored);
        return CreateAttribute(sub).Select(value => new JsonObject { [sub.Name] = value!.DeepClone() });
    }

    private static Gen<T> MakeOptional<T>(Gen<T> gen, T absent) =>
        gen.Select(Gen.Bool, (value, there) => there ? value : absent);

    private static Gen<T[]> CombineSequence<T>(Gen<T>[] gens) =>
        gens.Aggregate(
            Gen.Const(Array.Empty<T>()),
            (all, next) => all.Select(next, (before, one) => (T[])[.. before, one])
        );
}
