using System.Text.Json.Nodes;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Json;
using Scim.Protocol.Paths;
using Scim.Protocol.Resources;
using Scim.Protocol.Schema;
using Scim.Protocol.Values;

namespace Scim.Protocol.Patching;

/// <summary>
/// Converts operations on a group's <c>members</c>, which are not stored in its document, into edits.
/// </summary>
internal sealed class MemberPatcher(PatchOptions options, IgnoredPaths ignored)
{
    private readonly List<MemberEdit> _edits = [];

    /// <summary>The edits so far, in order.</summary>
    public IReadOnlyList<MemberEdit> Edits => _edits;

    /// <summary>Returns the path of <c>members</c> if <paramref name="path"/> targets it, otherwise null.</summary>
    public static AttributePath? FindMembersPath(PatchPath path)
    {
        AttributePath? target = path switch
        {
            PatchPath.Attribute(var attribute) => attribute,
            PatchPath.Values(var outer, _, _) => outer,
            _ => null,
        };
        return target is not null && SpecialAttributes.IsMembers(target.Schema, target.Attribute) ? target : null;
    }

    /// <summary>Applies one step.</summary>
    public void ApplyStep(PatchOpKind kind, PatchStep step)
    {
        switch (step.Path)
        {
            case PatchPath.Attribute { Path.Sub: null }:
                ChangeAll(kind, step);
                break;
            case PatchPath.Attribute { Path.Sub: { } sub }:
                RejectSubAttributeChange(sub, step);
                break;
            case PatchPath.Values { Sub: { } sub } values:
                ChangeSubAttribute(kind, step, values.Inner, sub);
                break;
            case PatchPath.Values values:
                ChangeSelected(kind, step, values.Inner);
                break;
        }
    }

    private void ChangeAll(PatchOpKind kind, PatchStep step)
    {
        // A removal without a value empties the group (RFC 7644 section 3.5.2.2). With a value, only the listed members
        // are removed. A value that cannot identify a member is rejected: success would hide that members are kept.
        if (kind == PatchOpKind.Remove && step.Value is null)
        {
            _edits.Add(new MemberEdit.ReplaceAll([]));
            return;
        }

        IReadOnlyList<MemberRef> members = MemberReader.ReadMembers(step.Value, step.DisplayPath, options.Limits);
        if (kind == PatchOpKind.Replace)
            _edits.Add(new MemberEdit.ReplaceAll(members));
        else if (kind == PatchOpKind.Remove)
            RemoveListed(members, step.DisplayPath);
        else if (members.Count > 0)
            _edits.Add(new MemberEdit.Add(members));
    }

    private void RemoveListed(IReadOnlyList<MemberRef> members, string path)
    {
        if (members.Count == 0 || members.Any(m => !options.IsResourceId(m.Id)))
            throw ValueErrors.CreateInvalidValue(
                path,
                "must be removed with a value that identifies members. Send their ids, or no value to remove all "
                    + "members"
            );
        _edits.Add(new MemberEdit.Remove([.. members.Select(m => m.Id)]));
    }

    private void ChangeSelected(PatchOpKind kind, PatchStep step, Filter filter)
    {
        List<string> ids = [];
        bool named = TryGetIds(filter, ids);
        if (kind == PatchOpKind.Remove || (step.Value is not JsonObject && JsonNodeReader.IsUnassigned(step.Value)))
        {
            _edits.Add(
                named
                    ? new MemberEdit.Remove([.. ids.Distinct(StringComparer.Ordinal)])
                    : new MemberEdit.RemoveWhere(filter)
            );
            return;
        }

        // A member's value is immutable. Other sub-attributes of a member are not stored.
        IReadOnlyList<MemberRef> members = HasNoMemberId(step.Value)
            ? []
            : MemberReader.ReadMembers(step.Value, step.DisplayPath, options.Limits);
        if (members.Any(m => !named || !ids.Contains(m.Id, StringComparer.Ordinal)))
            throw CreateImmutableError("value");
        if (kind == PatchOpKind.Add && members.Count > 0)
            _edits.Add(new MemberEdit.Add(members));
        else
            ignored.Add(step.DisplayPath);
    }

    private void ChangeSubAttribute(PatchOpKind kind, PatchStep step, Filter filter, AttributeDefinition sub)
    {
        List<string> ids = [];
        bool same =
            kind != PatchOpKind.Remove
            && sub.Name == "value"
            && TryGetIds(filter, ids)
            && JsonNodeReader.TryGetString(step.Value, out string? id)
            && ids.All(i => i == MemberReader.FoldId(id));
        if (!same)
            RejectSubAttributeChange(sub, step);
        else if (kind == PatchOpKind.Add)
            _edits.Add(new MemberEdit.Add([new MemberRef(ids[0])]));
        else
            ignored.Add(step.DisplayPath);
    }

    private void RejectSubAttributeChange(AttributeDefinition sub, PatchStep step)
    {
        if (sub.Mutability == Mutability.Immutable)
            throw CreateImmutableError(sub.Name);
        ignored.Add(step.DisplayPath);
    }

    private static bool HasNoMemberId(JsonNode? value) =>
        value is JsonObject member
        && !(JsonNodeReader.TryGetProperty(member, "value", out JsonNode? id) && !JsonNodeReader.IsUnassigned(id))
        && !(
            JsonNodeReader.TryGetProperty(member, "$ref", out JsonNode? reference)
            && !JsonNodeReader.IsUnassigned(reference)
        );

    private static bool TryGetIds(Filter filter, List<string> ids)
    {
        switch (filter)
        {
            case Filter.Or(var left, var right):
                return TryGetIds(left, ids) && TryGetIds(right, ids);
            case Filter.Compare
            {
                Op: CompareOp.Eq,
                Path.Leaf.Name: "value" or SpecialAttributes.Members,
                Value: FilterValue.Text(var id)
            }:
                ids.Add(MemberReader.FoldId(id));
                return true;
            default:
                return false;
        }
    }

    private static ScimException CreateImmutableError(string name) =>
        new(ScimErrorKind.Mutability, $"members.{name} is immutable. Remove the member and add a new one.");
}
