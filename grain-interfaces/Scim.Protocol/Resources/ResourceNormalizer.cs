using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Resources;

/// <summary>
/// Converts the body of a POST or PUT to the canonical document that is stored (RFC 7643 section 2, RFC 7644 sections
/// 3.3 and 3.5.1). Thread-safe.
/// </summary>
/// <remarks>
/// Strict about types and lenient about the deviations that identity providers are known to send. Everything that is
/// omitted is reported as ignored.
/// </remarks>
public static class ResourceNormalizer
{
    /// <summary>Normalizes <paramref name="body"/>, which is not modified.</summary>
    /// <remarks>
    /// Names are case-insensitive. <c>name.givenName</c> and <c>urn:...:User:department</c> are accepted as keys.
    /// ReadOnly and unknown attributes and unknown schemas are ignored. Null, "", [] and {} mean unassigned. A missing
    /// URN of an extension in <c>schemas</c> is added. If several values are primary, only the first stays primary.
    /// </remarks>
    /// <param name="type">The resource type.</param>
    /// <param name="body">The body as parsed by <see cref="ScimJson.ParseObject"/>.</param>
    /// <param name="options">The limits, the id and, for a PUT, the current document.</param>
    /// <exception cref="ScimException"><see cref="ScimErrorKind.InvalidValue"/>: a value has the wrong type, or a
    /// required attribute is missing; the detail contains its path. <see cref="ScimErrorKind.InvalidSyntax"/>:
    /// <c>schemas</c> is not an array of strings or does not contain the type's URN.
    /// <see cref="ScimErrorKind.Mutability"/>: a PUT changes an immutable attribute.
    /// <see cref="ScimErrorKind.TooMany"/>: too many members.</exception>
    /// <example>
    /// A POST needs a new id. A PUT also needs the current document, whose immutable and readOnly values are kept:
    /// <code>
    /// JsonObject body = ScimJson.ParseObject(utf8, JsonLimits.Default);
    /// NormalizedResource created = ResourceNormalizer.NormalizeBody(
    ///     BuiltInResourceTypes.User,
    ///     body,
    ///     new NormalizeOptions { ExpectedId = newId, CompletesActive = true }
    /// );
    /// NormalizedResource replaced = ResourceNormalizer.NormalizeBody(
    ///     BuiltInResourceTypes.User,
    ///     body,
    ///     new NormalizeOptions { ExpectedId = id, Current = current, CompletesActive = true }
    /// );
    /// </code>
    /// </example>
    public static NormalizedResource NormalizeBody(ResourceType type, JsonObject body, NormalizeOptions options)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(options);

        NormalizationContext context = new(type, options);
        context.ReadRoot(body);
        if (options.ExpectedId is { } id)
            context.StagedDocument[CanonicalDocument.Id] = id;
        if (options.Current is { } current)
            RetainProtectedValues(type, current, context);
        if (options.CompletesActive)
            SpecialAttributes.CompleteActive(type, context.StagedDocument, options.Current);
        JsonObject document = CanonicalDocument.CreateCanonicalCopy(type, context.StagedDocument);
        RequiredAttributeValidator.CheckDocument(type, document);
        return new NormalizedResource
        {
            Document = document,
            Members = context.Members,
            Password = context.Password,
            IsPasswordRemoved = context.IsPasswordRemoved,
            Ignored = context.Ignored.Paths,
            Unknown = context.Ignored.UnknownPaths,
        };
    }

    // A PUT keeps immutable values and values that only the server sets, and writeOnly values that the body omits,
    // because the client cannot read them and send them back (RFC 7644 section 3.5.1).
    private static void RetainProtectedValues(ResourceType type, JsonObject current, NormalizationContext context)
    {
        JsonObject staged = context.StagedDocument;
        foreach (
            (SchemaDefinition schema, AttributeDefinition attribute) in type
                .Extensions.Select(e => e.Schema)
                .Prepend(type.Schema)
                .SelectMany(s => s.Attributes, (s, a) => (s, a))
        )
        {
            bool isExtension = type.IsExtension(schema);
            if ((isExtension ? current[schema.Id] as JsonObject : current) is not { } before)
                continue;
            if (attribute.Mutability == Mutability.Immutable)
                RetainImmutable(attribute.Name, before, attribute.Name);
            if (
                attribute.Mutability == Mutability.ReadOnly
                || (attribute.Mutability == Mutability.WriteOnly && !context.NamedAttributes.Contains(attribute))
            )
                CopyValue(attribute.Name, before);
            if (attribute.MultiValued || before[attribute.Name] is not JsonObject parent)
                continue;
            foreach (
                AttributeDefinition sub in attribute.SubAttributes.Where(s => s.Mutability == Mutability.Immutable)
            )
            {
                // Removing a complex value as a whole also removes its immutable sub-attributes.
                if (GetTarget()[attribute.Name] is JsonObject kept)
                    CheckUnchanged(sub.Name, parent, kept, $"{attribute.Name}.{sub.Name}");
            }

            continue;

            JsonObject GetTarget() => CanonicalDocument.GetOrAddContainer(type, staged, schema);
            void RetainImmutable(string name, JsonObject from, string path) =>
                CheckUnchanged(name, from, GetTarget(), path);
            void CopyValue(string name, JsonObject from)
            {
                if (from[name] is { } value)
                    GetTarget()[name] = value.DeepClone();
            }
        }

        static void CheckUnchanged(string name, JsonObject before, JsonObject after, string path)
        {
            if (before[name] is not { } was)
                return;
            if (after[name] is not { } now)
                after[name] = was.DeepClone();
            else if (!JsonEquality.AreEqual(was, now))
                throw new ScimException(
                    ScimErrorKind.Mutability,
                    $"{path} is immutable and already has a value, which cannot be changed."
                );
        }
    }
}
