using CsCheck;
using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Protocol.Tests.Filters;

/// <summary>
/// Generates well-typed filters over a resource type, in the form the parser produces. Constants are chosen from the
/// same samples as the values of <see cref="ResourceGenerator"/>, so that filters match. Other test projects link this
/// file, so it must depend only on CsCheck and Scim.Protocol.
/// </summary>
public static class FilterGenerator
{
    private const int MaxDepth = 3;

    /// <summary>Generates filters over <paramref name="type"/>.</summary>
    /// <param name="type">The resource type.</param>
    /// <param name="include">Selects the paths that may occur; the default is <see cref="IsStored"/>.</param>
    public static Gen<Filter> CreateFilters(ResourceType type, Func<AttributePath, bool>? include = null)
    {
        include ??= IsStored;
        AttributePath[] roots = [.. GetRootPaths(type).Where(include)];
        AttributePath[] leaves = [.. roots.SelectMany(GetLeafPaths).Where(include)];
        AttributePath[] complex = [.. roots.Where(r => GetLeafPaths(r).Any(l => l.Sub is not null && include(l)))];
        Gen<Filter> simple = Gen.Frequency((5, CreateCompare(leaves)), (1, CreatePresent([.. roots, .. leaves])));
        Gen<Filter> valuePath = Gen.OneOfConst(complex)
            .SelectMany(root =>
                CreateInnerFilters(root, include).Select(inner => (Filter)new Filter.ValuePath(root, inner))
            );
        return CreateNested(Gen.Frequency((3, simple), (1, valuePath)));
    }

    /// <summary>
    /// Generates filters over the sub-attributes of <paramref name="outer"/>, as used in square brackets.
    /// </summary>
    public static Gen<Filter> CreateInnerFilters(AttributePath outer, Func<AttributePath, bool>? include = null)
    {
        AttributePath[] leaves = [.. GetLeafPaths(outer).Where(l => l.Sub is not null && (include ?? IsStored)(l))];
        return CreateNested(Gen.Frequency((4, CreateCompare(leaves)), (1, CreatePresent(leaves))));
    }

    /// <summary>
    /// Whether values under <paramref name="path"/> are part of the resource's document. Memberships are stored
    /// elsewhere, URLs depend on the request, and other read-only attributes are computed.
    /// </summary>
    public static bool IsStored(AttributePath path) =>
        path.Leaf.Name is not ("$ref" or "location")
        && path.Attribute.Name is not "members"
        && (
            ReferenceEquals(path.Schema, CommonAttributes.Schema)
            || (path.Attribute.Mutability != Mutability.ReadOnly && path.Leaf.Mutability != Mutability.ReadOnly)
        );

    /// <summary>Returns every attribute that a filter may name, without sub-attributes.</summary>
    public static IEnumerable<AttributePath> GetRootPaths(ResourceType type) =>
        type
            .Extensions.Select(e => e.Schema)
            .Prepend(type.Schema)
            .Prepend(CommonAttributes.Schema)
            .SelectMany(s =>
                s.Attributes.Where(a => a.Returned != Returned.Never).Select(a => new AttributePath(s, a, null))
            );

    private static IEnumerable<AttributePath> GetLeafPaths(AttributePath root) =>
        root.Attribute.Type != AttributeType.Complex
            ? [root]
            : root
                .Attribute.SubAttributes.Where(s => s.Returned != Returned.Never && s.Type != AttributeType.Complex)
                .Select(s => root with { Sub = s });

    private static Gen<Filter> CreateNested(Gen<Filter> leaf) =>
        Gen.Recursive<Filter>(
            (depth, self) =>
                depth >= MaxDepth
                    ? leaf
                    : Gen.Frequency(
                        (3, leaf),
                        (2, self.Select(self, (l, r) => (Filter)new Filter.And(l, r))),
                        (2, self.Select(self, (l, r) => (Filter)new Filter.Or(l, r))),
                        (1, self.Select(f => (Filter)new Filter.Not(f)))
                    )
        );

    private static Gen<Filter> CreatePresent(AttributePath[] paths) =>
        Gen.OneOfConst(paths).Select(p => (Filter)new Filter.Present(p));

    private static Gen<Filter> CreateCompare(AttributePath[] leaves) =>
        Gen.OneOfConst(leaves)
            .SelectMany(path =>
                Gen.Frequency(
                    (
                        8,
                        Gen.OneOfConst(GetOperators(path.Leaf.Type))
                            .Select(
                                CreateConstant(path.Leaf),
                                (op, value) => (Filter)new Filter.Compare(path, op, value)
                            )
                    ),
                    (
                        1,
                        Gen.OneOfConst(CompareOp.Eq, CompareOp.Ne)
                            .Select(op => (Filter)new Filter.Compare(path, op, FilterValue.Null.Instance))
                    )
                )
            );

    private static CompareOp[] GetOperators(AttributeType type) =>
        type switch
        {
            AttributeType.Boolean => [CompareOp.Eq, CompareOp.Ne],
            AttributeType.Binary => [CompareOp.Eq, CompareOp.Ne, CompareOp.Co, CompareOp.Sw, CompareOp.Ew],
            AttributeType.String or AttributeType.Reference => Enum.GetValues<CompareOp>(),
            _ => [CompareOp.Eq, CompareOp.Ne, CompareOp.Gt, CompareOp.Ge, CompareOp.Lt, CompareOp.Le],
        };

    private static Gen<FilterValue> CreateConstant(AttributeDefinition attribute) =>
        attribute.Type switch
        {
            AttributeType.Boolean => Gen.Bool.Select(b => (FilterValue)new FilterValue.Boolean(b)),
            AttributeType.Integer => ResourceGenerator.Integers.Select(n => (FilterValue)new FilterValue.Integer(n)),
            AttributeType.Decimal => ResourceGenerator.Decimals.Select(n => (FilterValue)new FilterValue.Decimal(n)),
            AttributeType.DateTime => ResourceGenerator.DateTimes.Select(i => (FilterValue)new FilterValue.DateTime(i)),
            _ => Gen.Frequency(
                    (6, ResourceGenerator.CreateText(attribute)),
                    (3, ResourceGenerator.CreateText(attribute).Select(Gen.Int[0, 20], Gen.Int[0, 20], TakePart))
                )
                .Select(t => (FilterValue)new FilterValue.Text(t)),
        };

    /// <summary>
    /// Returns a part of <paramref name="text"/>, which may be empty but never splits a surrogate pair.
    /// </summary>
    private static string TakePart(string text, int start, int length)
    {
        string[] runes = [.. text.EnumerateRunes().Select(r => r.ToString())];
        return string.Concat(runes.Skip(start % (runes.Length + 1)).Take(length));
    }
}
