using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Json;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Bulk;

/// <summary>What the operations of a bulk request say of resources: of those that others of them create, by bulkId, and of those that are there, by id.</summary>
internal sealed class BulkMentions
{
    private readonly Operation[] _operations;

    private BulkMentions(Operation[] operations) => _operations = operations;

    /// <summary>What an operation says.</summary>
    public Operation Of(int index) => _operations[index];

    /// <summary>Reads the operations.</summary>
    public static BulkMentions Of(IReadOnlyList<BulkOperation> operations)
    {
        var creators = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (BulkOperation operation in operations)
            if (operation is { Method: BulkMethod.Post, BulkId: { } bulkId }) creators.TryAdd(bulkId, operation.Index);
        return new BulkMentions([.. operations.Select(o => Read(o, creators))]);
    }

    private static Operation Read(BulkOperation operation, Dictionary<string, int> creators)
    {
        var read = new Operation();
        if (operation.Error is not null) return read;
        bool isGroup = operation.Type?.Schema.Id == SchemaUrns.Group;
        if (operation.Target is { } target) Mention(target, isMember: true);
        if (operation.Data is { } data) BulkReferences.Visit(data, (text, inMembers) => Mention(text, isGroup && inMembers));
        read.Name = NameIn(operation);
        read.Naming = read.Name is not null || (operation is { Method: BulkMethod.Patch, Data: { } patch, Type: { } type } && Says(patch, Naming(type)));
        if (operation is { Data: { } values, Type: { } unique } && unique.UniqueValues.Attributes.Count > 0) Unique(operation, values, unique, read);
        return read;

        void Mention(string text, bool isMember)
        {
            if (BulkReferences.Name(text) is not { } bulkId)
            {
                read.Ids.Add(text);
            }
            else if (creators.TryGetValue(bulkId, out int creator))
            {
                read.References[bulkId] = creator;
                read.Ids.Add(text);
                if (isMember) read.MemberCreators.Add(creator);
            }
            else
            {
                read.Error ??= new ScimError(
                    ScimErrorKind.InvalidValue,
                    $"The operation refers to the bulkId '{Printable.Shorten(bulkId, 64)}', which no POST of this request has.");
            }
        }
    }

    /// <summary>The attribute that names a resource of the type and may have to be unique, or null.</summary>
    private static string? Naming(ResourceType type) => type.Schema.Id switch
    {
        SchemaUrns.User => "userName",
        SchemaUrns.Group => "displayName",
        _ => null,
    };

    private static string? NameIn(BulkOperation operation)
    {
        if (operation is not { Method: BulkMethod.Post or BulkMethod.Put, Data: { } data, Type: { } type } || Naming(type) is not { } attribute) return null;
        return JsonNodes.TryProperty(data, attribute, out JsonNode? value) && JsonNodes.TryText(value, out string? name) ? TextFolding.FoldName(name) : null;
    }

    // Values that must be unique count like names. A PUT frees those that it leaves out.
    private static void Unique(BulkOperation operation, JsonObject data, ResourceType type, Operation read)
    {
        IReadOnlyList<UniquePlace> places = type.UniqueValues.Attributes;
        read.Naming |= operation.Method is BulkMethod.Post or BulkMethod.Put || places.Any(p => Says(data, p.Attribute.Name));
        if (operation.Method != BulkMethod.Post) return;
        foreach (UniquePlace place in places)
        {
            JsonNode? holder = data;
            if (place.Urn is { } urn && (!JsonNodes.TryProperty(data, urn, out holder) || holder is not JsonObject)) continue;
            if (JsonNodes.TryProperty((JsonObject)holder!, place.Attribute.Name, out JsonNode? value)) Collect(value, place, read.Unique);
        }
    }

    private static void Collect(JsonNode? value, UniquePlace place, HashSet<string> found)
    {
        if (value is JsonArray list)
        {
            foreach (JsonNode? element in list) Collect(element, place, found);
        }
        else if (value is JsonObject part)
        {
            if (place.Sub is { } sub && JsonNodes.TryProperty(part, sub.Name, out JsonNode? inner)) Collect(inner, place, found);
        }
        else if (value is not null)
        {
            found.Add($"{place.Path} {TextFolding.Fold(JsonNodes.TryText(value, out string? text) ? text : value.ToJsonString())}");
        }
    }

    private static bool Says(JsonNode? node, string? attribute) => attribute is not null && node switch
    {
        JsonObject obj => obj.Any(p => p.Key.Contains(attribute, StringComparison.OrdinalIgnoreCase) || Says(p.Value, attribute)),
        JsonArray list => list.Any(e => Says(e, attribute)),
        _ => JsonNodes.TryText(node, out string? text) && text.Contains(attribute, StringComparison.OrdinalIgnoreCase),
    };

    /// <summary>What one operation says.</summary>
    internal sealed class Operation
    {
        /// <summary>The bulkIds that it refers to, with the operations that create what they stand for.</summary>
        public Dictionary<string, int> References { get; } = new(StringComparer.Ordinal);

        /// <summary>Those of the creating operations whose resource must be there first: members of a group, and the operation's own target.</summary>
        public HashSet<int> MemberCreators { get; } = [];

        /// <summary>The creating operations.</summary>
        public IEnumerable<int> Creators => References.Values;

        /// <summary>Texts that may be ids, and references as they were written.</summary>
        public HashSet<string> Ids { get; } = new(StringComparer.Ordinal);

        /// <summary>The folded name that a POST or PUT gives, or null.</summary>
        public string? Name { get; set; }

        /// <summary>The values that a POST gives and that must be unique: path and folded text.</summary>
        public HashSet<string> Unique { get; } = new(StringComparer.Ordinal);

        /// <summary>Whether the operation gives a name, or a value that must be unique.</summary>
        public bool Naming { get; set; }

        /// <summary>A reference that leads nowhere, or null.</summary>
        public ScimError? Error { get; set; }
    }
}
