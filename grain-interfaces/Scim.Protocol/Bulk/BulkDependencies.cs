using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Bulk;

/// <summary>
/// What the operations of a bulk request say of resources: of those that others of them create, by bulkId, and of those
/// that are there, by id.
/// </summary>
internal sealed class BulkDependencies
{
    private readonly OperationDependencies[] _operations;

    private BulkDependencies(OperationDependencies[] operations) => _operations = operations;

    /// <summary>What an operation says.</summary>
    public OperationDependencies GetOperation(int index) => _operations[index];

    /// <summary>Reads the operations.</summary>
    public static BulkDependencies FromOperations(IReadOnlyList<BulkOperation> operations)
    {
        var creators = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (BulkOperation operation in operations)
            if (operation is { Method: BulkMethod.Post, BulkId: { } bulkId })
                creators.TryAdd(bulkId, operation.Index);
        return new BulkDependencies([.. operations.Select(o => ReadOperation(o, creators))]);
    }

    private static OperationDependencies ReadOperation(
        BulkOperation operation,
        Dictionary<string, int> creators
    )
    {
        var read = new OperationDependencies();
        if (operation.Error is not null)
            return read;
        bool isGroup = operation.Type?.Schema.Id == SchemaUrns.Group;
        if (operation.Target is { } target)
            AddReference(target, isMember: true);
        if (operation.Data is { } data)
            BulkReferences.VisitReferences(
                data,
                (text, inMembers) => AddReference(text, isGroup && inMembers)
            );
        read.Name = FindAssignedName(operation);
        read.HasUniqueValues =
            read.Name is not null
            || (
                operation is { Method: BulkMethod.Patch, Data: { } patch, Type: { } type }
                && ContainsAttribute(patch, GetNameAttribute(type))
            );
        if (
            operation is { Data: { } values, Type: { } unique }
            && unique.UniqueValues.Attributes.Count > 0
        )
            ReadUniqueValues(operation, values, unique, read);
        return read;

        void AddReference(string text, bool isMember)
        {
            if (BulkReferences.ParseBulkId(text) is not { } bulkId)
            {
                read.ResourceIds.Add(text);
            }
            else if (creators.TryGetValue(bulkId, out int creator))
            {
                read.References[bulkId] = creator;
                read.ResourceIds.Add(text);
                if (isMember)
                    read.MemberCreators.Add(creator);
            }
            else
            {
                read.Error ??= new ScimError(
                    ScimErrorKind.InvalidValue,
                    $"The operation refers to the bulkId '{LogSanitizer.SanitizeText(bulkId, 64)}', which no POST of this request has."
                );
            }
        }
    }

    /// <summary>The attribute that names a resource of the type and may have to be unique, or null.</summary>
    private static string? GetNameAttribute(ResourceType type) =>
        type.Schema.Id switch
        {
            SchemaUrns.User => "userName",
            SchemaUrns.Group => "displayName",
            _ => null,
        };

    private static string? FindAssignedName(BulkOperation operation)
    {
        if (
            operation
                is not { Method: BulkMethod.Post or BulkMethod.Put, Data: { } data, Type: { } type }
            || GetNameAttribute(type) is not { } attribute
        )
            return null;
        return
            JsonNodeReader.TryGetProperty(data, attribute, out JsonNode? value)
            && JsonNodeReader.TryGetString(value, out string? name)
            ? TextFolding.FoldName(name)
            : null;
    }

    // Values that must be unique count like names. A PUT frees those that it leaves out.
    private static void ReadUniqueValues(
        BulkOperation operation,
        JsonObject data,
        ResourceType type,
        OperationDependencies read
    )
    {
        IReadOnlyList<UniqueAttributePath> places = type.UniqueValues.Attributes;
        read.HasUniqueValues |=
            operation.Method is BulkMethod.Post or BulkMethod.Put
            || places.Any(p => ContainsAttribute(data, p.Attribute.Name));
        if (operation.Method != BulkMethod.Post)
            return;
        foreach (UniqueAttributePath place in places)
        {
            JsonNode? holder = data;
            if (
                place.Urn is { } urn
                && (
                    !JsonNodeReader.TryGetProperty(data, urn, out holder)
                    || holder is not JsonObject
                )
            )
                continue;
            if (
                JsonNodeReader.TryGetProperty(
                    (JsonObject)holder!,
                    place.Attribute.Name,
                    out JsonNode? value
                )
            )
                CollectValues(value, place, read.UniqueValues);
        }
    }

    private static void CollectValues(
        JsonNode? value,
        UniqueAttributePath place,
        HashSet<string> found
    )
    {
        if (value is JsonArray list)
        {
            foreach (JsonNode? element in list)
                CollectValues(element, place, found);
        }
        else if (value is JsonObject part)
        {
            if (
                place.Sub is { } sub
                && JsonNodeReader.TryGetProperty(part, sub.Name, out JsonNode? inner)
            )
                CollectValues(inner, place, found);
        }
        else if (value is not null)
        {
            found.Add(
                $"{place.Path} {TextFolding.Fold(JsonNodeReader.TryGetString(value, out string? text) ? text : value.ToJsonString())}"
            );
        }
    }

    private static bool ContainsAttribute(JsonNode? node, string? attribute) =>
        attribute is not null
        && node switch
        {
            JsonObject obj => obj.Any(p =>
                p.Key.Contains(attribute, StringComparison.OrdinalIgnoreCase)
                || ContainsAttribute(p.Value, attribute)
            ),
            JsonArray list => list.Any(e => ContainsAttribute(e, attribute)),
            _ => JsonNodeReader.TryGetString(node, out string? text)
                && text.Contains(attribute, StringComparison.OrdinalIgnoreCase),
        };

    /// <summary>What one operation says.</summary>
    internal sealed class OperationDependencies
    {
        /// <summary>The bulkIds that it refers to, with the operations that create what they stand for.</summary>
        public Dictionary<string, int> References { get; } = new(StringComparer.Ordinal);

        /// <summary>
        /// Those of the creating operations whose resource must be there first: members of a group, and the operation's
        /// own target.
        /// </summary>
        public HashSet<int> MemberCreators { get; } = [];

        /// <summary>The creating operations.</summary>
        public IEnumerable<int> CreatingOperations => References.Values;

        /// <summary>Texts that may be ids, and references as they were written.</summary>
        public HashSet<string> ResourceIds { get; } = new(StringComparer.Ordinal);

        /// <summary>The folded name that a POST or PUT gives, or null.</summary>
        public string? Name { get; set; }

        /// <summary>The values that a POST gives and that must be unique: path and folded text.</summary>
        public HashSet<string> UniqueValues { get; } = new(StringComparer.Ordinal);

        /// <summary>Whether the operation gives a name, or a value that must be unique.</summary>
        public bool HasUniqueValues { get; set; }

        /// <summary>A reference that leads nowhere, or null.</summary>
        public ScimError? Error { get; set; }
    }
}
