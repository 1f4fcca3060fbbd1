using System.Globalization;
using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;

namespace Scim.Protocol.Schema;

/// <summary>A value that only one live resource of the tenant and type may have.</summary>
/// <param name="Path">The attribute, such as <c>assetTag</c> or <c>keys.value</c>, prefixed with the URN for
/// extensions.</param>
/// <param name="Value">The value in comparable form: folded unless the attribute is case exact, dates in the
/// fixed-width format.</param>
public readonly record struct UniqueValue(string Path, string Value);

/// <summary>
/// Finds the values of a document that its schemas declare unique (<c>uniqueness</c> of RFC 7643 section 7), in
/// addition to the resource's name. Immutable and thread-safe.
/// </summary>
public sealed class UniqueValues
{
    private readonly UniqueAttributePath[] _attributes;

    private UniqueValues(UniqueAttributePath[] attributes) => _attributes = attributes;

    /// <summary>The maximum length of a unique value, in characters.</summary>
    public const int MaxLength = 255;

    /// <summary>The unique attributes.</summary>
    public IReadOnlyList<UniqueAttributePath> Attributes => _attributes;

    /// <summary>
    /// Collects the unique attributes of a resource type. The RFC's own attributes are never included: names are
    /// reserved separately, and ids are never reused.
    /// </summary>
    internal static UniqueValues FromSchemas(SchemaDefinition core, IReadOnlyList<SchemaExtension> extensions)
    {
        var found = new List<UniqueAttributePath>();
        AddSchema(core, null);
        foreach (SchemaExtension extension in extensions)
            AddSchema(extension.Schema, extension.Schema.Id);
        return new UniqueValues([.. found]);

        void AddSchema(SchemaDefinition schema, string? urn)
        {
            foreach (AttributeDefinition attribute in schema.Attributes.Where(a => a.IsCustom))
            {
                if (attribute.Uniqueness != Uniqueness.None)
                    found.Add(new UniqueAttributePath(urn, attribute, null));
                foreach (AttributeDefinition sub in attribute.SubAttributes)
                    if (sub.Uniqueness != Uniqueness.None)
                        found.Add(new UniqueAttributePath(urn, attribute, sub));
            }
        }
    }

    /// <summary>Validates the length of the unique values of a document.</summary>
    /// <exception cref="ScimException">InvalidValue: a value is longer than <see cref="MaxLength"/>.</exception>
    public void CheckLengths(JsonObject document)
    {
        string? path = GetValues(document).FirstOrDefault(v => v.Value.Length > MaxLength).Path;
        if (path is not null)
            throw new ScimException(
                ScimErrorKind.InvalidValue,
                $"{path} must be unique and therefore must not be longer than {MaxLength} characters."
            );
    }

    /// <summary>
    /// Returns the distinct unique values of a canonical document, in an order that is the same for all resources.
    /// </summary>
    public IReadOnlyList<UniqueValue> GetValues(JsonObject document)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (_attributes.Length == 0)
            return [];
        var values = new SortedSet<UniqueValue>(
            Comparer<UniqueValue>.Create(
                (a, b) =>
                    string.CompareOrdinal(a.Path, b.Path) is not 0 and var order
                        ? order
                        : string.CompareOrdinal(a.Value, b.Value)
            )
        );
        foreach (UniqueAttributePath attribute in _attributes)
        {
            foreach (JsonNode node in attribute.GetNodes(document))
                values.Add(new UniqueValue(attribute.Path, ToComparableText(attribute.Leaf, node)));
        }

        return [.. values];
    }

    private static string ToComparableText(AttributeDefinition attribute, JsonNode node)
    {
        if (JsonScalar.TryGetString(node, out string? text))
        {
            if (attribute.Type == AttributeType.DateTime && ScimDateTime.TryParse(text, out DateTimeOffset instant))
                return ScimDateTime.Format(instant);
            return TextFolding.FoldValue(attribute, text);
        }

        return JsonScalar.TryGetInt64(node, out long whole)
            ? whole.ToString(CultureInfo.InvariantCulture)
            : node.ToJsonString();
    }
}

/// <summary>An attribute or sub-attribute with unique values.</summary>
/// <param name="Urn">The URN of the extension, or null for the core schema.</param>
/// <param name="Attribute">The attribute.</param>
/// <param name="Sub">The unique sub-attribute, or null for the attribute itself.</param>
public sealed record UniqueAttributePath(string? Urn, AttributeDefinition Attribute, AttributeDefinition? Sub)
{
    /// <summary>The path, as in <see cref="UniqueValue.Path"/>.</summary>
    public string Path { get; } = (Urn is null ? "" : Urn + ":") + Attribute.Name + (Sub is null ? "" : "." + Sub.Name);

    /// <summary>The definition of the values.</summary>
    public AttributeDefinition Leaf => Sub ?? Attribute;

    /// <summary>Returns the values of the attribute in a document.</summary>
    internal IEnumerable<JsonNode> GetNodes(JsonObject document)
    {
        JsonNode? holder = Urn is null ? document : document[Urn];
        IEnumerable<JsonNode> values = EnumerateNodes(holder?[Attribute.Name]);
        return Sub is null ? values : values.OfType<JsonObject>().SelectMany(v => EnumerateNodes(v[Sub.Name]));
    }

    private static IEnumerable<JsonNode> EnumerateNodes(JsonNode? node) =>
        node switch
        {
            null => [],
            JsonArray list => list.OfType<JsonNode>(),
            _ => [node],
        };
}
