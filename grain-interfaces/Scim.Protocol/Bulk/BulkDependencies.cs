using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Bulk;

/// <summary>
/// What the operations of a bulk request refer to: resources created by other operations (by bulkId) and existing
/// resources (by id).
/// </summary>
internal sealed class BulkDependencies
{
    private const string ExternalId = "externalId";

    private readonly OperationDependencies[] _operations;

    private BulkDependencies(OperationDependencies[] operations) => _operations = operations;

    /// <summary>Returns the dependencies of the operation at <paramref name="index"/> in the request.</summary>
    public OperationDependencies GetOperation(int index) => _operations[index];

    /// <summary>Collects the dependencies of all operations.</summary>
    public static BulkDependencies FromOperations(IReadOnlyList<BulkOperation> operations)
    {
        var creators = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (BulkOperation operation in operations)
            if (operation is { Method: BulkMethod.Post, BulkId: { } bulkId })
                creators.TryAdd(bulkId, operation.Index);
        return new BulkDependencies([.. operations.Select(o => ReadOperation(o, creators))]);
    }

    private static OperationDependencies ReadOperation(BulkOperation operation, Dictionary<string, int> creators)
    {
        var read = new OperationDependencies();
        if (operation.Error is not null)
            return read;
        bool isGroup = operation.Type?.Schema.Id == SchemaUrns.Group;
        if (operation.Target is { } target)
            AddReference(target, isMember: true);
        if (operation.Data is { } data)
            BulkReferences.VisitReferences(
                operation,
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
        if (operation is { Data: { } values, Type: { } unique })
        {
            ReadExternalId(operation, values, read);
            if (unique.UniqueValues.Attributes.Count > 0)
                ReadUniqueValues(operation, values, unique, read);
        }

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
                    $"The operation refers to bulkId '{LogSanitizer.SanitizeText(bulkId, 64)}', but no POST operation "
                        + "in this request has it. Add that POST operation or use an existing id."
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
            operation is not { Method: BulkMethod.Post or BulkMethod.Put, Data: { } data, Type: { } type }
            || GetNameAttribute(type) is not { } attribute
        )
            return null;
        return
            JsonNodeReader.TryGetProperty(data, attribute, out JsonNode? value)
            && JsonNodeReader.TryGetString(value, out string? name)
            ? TextFolding.FoldName(name)
            : null;
    }

    // Tenants can require unique externalIds. For others, the order of the operations makes no difference.
    private static void ReadExternalId(BulkOperation operation, JsonObject data, OperationDependencies read)
    {
        if (operation.Method == BulkMethod.Patch)
        {
            read.HasUniqueValues |= ContainsAttribute(data, ExternalId);
        }
        else if (JsonNodeReader.TryGetProperty(data, ExternalId, out JsonNode? value))
        {
            read.HasUniqueValues = true;
            if (operation.Method == BulkMethod.Post && JsonNodeReader.TryGetString(value, out string? text))
                read.UniqueValues.Add($"{ExternalId} {text}");
        }
    }

    // Unique values are treated like names. A PUT releases the values that it omits.
    private static void ReadUniqueValues(
        BulkOperation operation,
        JsonObject data,
        ResourceType type,
        OperationDependencies read
    )
    {
        IReadOnlyList<UniqueAttributePath> attributes = type.UniqueValues.Attributes;
        read.HasUniqueValues |=
            operation.Method is BulkMethod.Post or BulkMethod.Put
            || attributes.Any(p => ContainsAttribute(data, p.Attribute.Name));
        if (operation.Method != BulkMethod.Post)
            return;
        foreach (UniqueAttributePath attribute in attributes)
        {
            JsonNode? holder = data;
            if (
                attribute.Urn is { } urn
                && (!JsonNodeReader.TryGetProperty(data, urn, out holder) || holder is not JsonObject)
            )
                continue;
            if (JsonNodeReader.TryGetProperty((JsonObject)holder!, attribute.Attribute.Name, out JsonNode? value))
                CollectValues(value, attribute, read.UniqueValues);
        }
    }

    private static void CollectValues(JsonNode? value, UniqueAttributePath attribute, HashSet<string> found)
    {
        if (value is JsonArray list)
        {
            foreach (JsonNode? element in list)
                CollectValues(element, attribute, found);
        }
        else if (value is JsonObject part)
        {
            if (attribute.Sub is { } sub && JsonNodeReader.TryGetProperty(part, sub.Name, out JsonNode? inner))
                CollectValues(inner, attribute, found);
        }
        else if (value is not null)
        {
            string comparable = JsonNodeReader.TryGetString(value, out string? text) ? text : value.ToJsonString();
            found.Add($"{attribute.Path} {TextFolding.Fold(comparable)}");
        }
    }

    private static bool ContainsAttribute(JsonNode? node, string? attribute) =>
        attribute is not null
        && node switch
        {
            JsonObject obj => obj.Any(p =>
                p.Key.Contains(attribute, StringComparison.OrdinalIgnoreCase) || ContainsAttribute(p.Value, attribute)
            ),
            JsonArray list => list.Any(e => ContainsAttribute(e, attribute)),
            _ => JsonNodeReader.TryGetString(node, out string? text)
                && text.Contains(attribute, StringComparison.OrdinalIgnoreCase),
        };

    /// <summary>The dependencies of one operation.</summary>
    internal sealed class OperationDependencies
    {
        /// <summary>
        /// The bulkIds that the operation refers to, each with the index of the POST operation that defines it.
        /// </summary>
        public Dictionary<string, int> References { get; } = new(StringComparer.Ordinal);

        /// <summary>
        /// The indexes of the operations whose resources must exist before this operation runs: those that create
        /// members of a group, and the one that creates the operation's own target.
        /// </summary>
        public HashSet<int> MemberCreators { get; } = [];

        /// <summary>The indexes of the operations that create the referenced resources.</summary>
        public IEnumerable<int> CreatingOperations => References.Values;

        /// <summary>All strings that may be resource ids, including bulkId references as written.</summary>
        public HashSet<string> ResourceIds { get; } = new(StringComparer.Ordinal);

        /// <summary>The folded name that a POST or PUT assigns, or null.</summary>
        public string? Name { get; set; }

        /// <summary>The unique values that a POST assigns, each as attribute path and folded value.</summary>
        public HashSet<string> UniqueValues { get; } = new(StringComparer.Ordinal);

        /// <summary>Whether the operation assigns a name or a value that must be unique.</summary>
        public bool HasUniqueValues { get; set; }

        /// <summary>The error for a reference to an undefined bulkId, or null.</summary>
        public ScimError? Error { get; set; }
    }
}
