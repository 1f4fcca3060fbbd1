using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Resources;

/// <summary>
/// Turns the body of a POST or PUT into the canonical document that is stored (RFC 7643 section 2, RFC 7644 sections
/// 3.3 and 3.5.1). It is strict about types and lenient about what identity providers are known to send; what it leaves
/// out it reports. Thread-safe.
/// </summary>
public static class ResourceNormalizer
{
    /// <summary>
    /// Normalises <paramref name="body"/>, which is left as it is. Names are case-insensitive; <c>name.givenName</c>
    /// and <c>urn:...:User:department</c> are understood as keys; readOnly and unknown attributes and unknown schemas
    /// are ignored; null, "", [] and {} mean unassigned; a missing URN in <c>schemas</c> is filled in; of several
    /// primary values the first stays primary.
    /// </summary>
    /// <param name="type">The resource type.</param>
    /// <param name="body">The body as <see cref="ScimJson.ParseObject"/> read it.</param>
    /// <param name="options">Limits, id and, for a PUT, the current document.</param>
    /// <exception cref="ScimException"><see cref="ScimErrorKind.InvalidValue"/> for a wrong type or a missing required
    /// attribute, named with its path; <see cref="ScimErrorKind.InvalidSyntax"/> for <c>schemas</c> that is no list of
    /// strings; <see cref="ScimErrorKind.Mutability"/> for a PUT that changes an immutable attribute;
    /// <see cref="ScimErrorKind.TooMany"/> for too many members.</exception>
    public static NormalizedResource NormalizeBody(
        ResourceType type,
        JsonObject body,
        NormalizeOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(options);

        NormalizationContext pass = new(type, options);
        pass.ReadRoot(body);
        if (options.ExpectedId is { } id)
            pass.StagedDocument[CanonicalDocument.Id] = id;
        if (options.Current is { } current)
            RetainProtectedValues(type, current, pass);
        JsonObject document = CanonicalDocument.CreateCanonicalCopy(type, pass.StagedDocument);
        RequiredAttributeValidator.CheckDocument(type, document);
        return new NormalizedResource
        {
            Document = document,
            Members = pass.Members,
            Password = pass.Password,
            IsPasswordRemoved = pass.IsPasswordRemoved,
            Ignored = pass.Ignored.Paths,
        };
    }

    // What a PUT does not touch: immutable values stay as they are, what the server sets is not the client's to clear,
    // and what is written but never read cannot be sent back (RFC 7644 section 3.5.1).
    private static void RetainProtectedValues(
        ResourceType type,
        JsonObject current,
        NormalizationContext pass
    )
    {
        JsonObject staged = pass.StagedDocument;
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
                || (
                    attribute.Mutability == Mutability.WriteOnly
                    && !pass.NamedAttributes.Contains(attribute)
                )
            )
                CopyValue(attribute.Name, before);
            if (attribute.MultiValued || before[attribute.Name] is not JsonObject parent)
                continue;
            foreach (
                AttributeDefinition sub in attribute.SubAttributes.Where(s =>
                    s.Mutability == Mutability.Immutable
                )
            )
            {
                // A complex value that goes away as a whole takes its immutable parts along.
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
                    $"{path} is immutable: it has a value, which must not change."
                );
        }
    }
}
