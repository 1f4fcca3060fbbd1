using System.Text.Json;
using Scim.GrainInterfaces.Directory;
using Scim.Grains.Errors;
using Scim.Grains.Storage;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Paths;
using Scim.Protocol.Resources;
using Scim.Protocol.Schema;

namespace Scim.Grains.Directory;

/// <summary>A client's query, resolved against the tenant's schemas and the configured limits.</summary>
/// <param name="Query">The database query.</param>
/// <param name="Projections">The attributes to return, by resource type.</param>
/// <param name="StartIndex">The 1-based index of the first resource, for the response.</param>
internal sealed record QueryPlan(
    DirectoryQuery Query,
    IReadOnlyDictionary<string, Projection> Projections,
    int StartIndex
)
{
    /// <summary>Whether the query has a filter, so that its total must be counted.</summary>
    public bool IsFiltered => Query.Targets.Any(t => t.Filter is not null);

    /// <summary>
    /// Returns all parts of the query that must stay the same from page to page in cursor-based paging, in canonical
    /// form.
    /// </summary>
    public string FormatCanonical(ListQuery query) =>
        JsonSerializer.Serialize(
            (string?[])
                [
                    Query.Tenant,
                    query.ResourceType is null ? null : Query.Targets[0].Type.Name,
                    .. Query.Targets.Select(t =>
                        $"{t.Type.Name} {(t.Filter is null ? "" : FilterPrinter.Print(t.Filter))}"
                    ),
                    .. Query.SortBy.Select(path => path?.ToString()),
                    Query.IsDescending ? "descending" : "ascending",
                    query.Selection.Attributes,
                    query.Selection.ExcludedAttributes,
                ]
        );

    /// <summary>
    /// Returns the requested page size, within the limits, or null if the query does not specify one.
    /// </summary>
    public static int? GetPageSize(ListQuery query, DirectoryOptions options) =>
        query.Count is { } count ? Math.Clamp(count, 0, options.MaxPageSize) : null;

    /// <summary>Resolves a query.</summary>
    /// <exception cref="ScimException">InvalidFilter, InvalidPath, InvalidValue or TooMany.</exception>
    public static QueryPlan Create(string tenant, TenantSchemas schemas, ListQuery query, DirectoryOptions options)
    {
        IReadOnlyList<ResourceType> types = query.ResourceType is { } name
            ? [schemas.FindByName(name) ?? throw new ScimException(ResourceErrors.ResourceTypeNotFound)]
            : schemas.ResourceTypes;
        List<(ResourceType Type, Filter? Filter)> targets = ResolveTargets(types, query.Filter);
        int startIndex = Math.Max(1, query.StartIndex ?? 1);
        var resolved = new DirectoryQuery
        {
            Tenant = tenant,
            Targets = targets,
            SortBy = query.SortBy is { Length: > 0 } sortBy ? ResolveSortPaths(targets, sortBy) : [],
            IsDescending = query.IsDescending,
            Skip = startIndex - 1,
            Take = GetPageSize(query, options) ?? Math.Min(options.DefaultPageSize, options.MaxPageSize),
            Limits = new QueryLimits(options.MaxUnindexed, options.QueryTime),
        };
        var projections = types.ToDictionary(
            t => t.Name,
            t => Projection.Parse(t, query.Selection.Attributes, query.Selection.ExcludedAttributes)
        );
        return new QueryPlan(resolved, projections, startIndex);
    }

    /// <summary>
    /// Returns the only user of a page when the filter is a single <c>userName eq</c> comparison; otherwise null.
    /// </summary>
    public UserNameMatch? FindUserNameMatch(DirectoryPage page) =>
        page is { Total: 1, Rows: [var user] }
        && Query.Targets
            is [
                {
                    Type.Name: ResourceTypeNames.User,
                    Filter: Filter.Compare { Op: CompareOp.Eq, Value: FilterValue.Text name } only
                },
            ]
        && only.Path.ToString() == "userName"
            ? new UserNameMatch(user.Id, name.FoldValue(only.Path.Leaf, CompareOp.Eq))
            : null;

    // A filter over several resource types applies to those that have its attributes. It is invalid only when no type
    // has them.
    private static List<(ResourceType, Filter?)> ResolveTargets(IReadOnlyList<ResourceType> types, string? filter)
    {
        var targets = new List<(ResourceType, Filter?)>(types.Count);
        ScimException? first = null;
        foreach (ResourceType type in types)
        {
            try
            {
                targets.Add((type, filter is null ? null : FilterParser.Parse(type, filter, FilterLimits.Default)));
            }
            catch (ScimException e)
            {
                first ??= e;
            }
        }

        return targets.Count == 0 && first is not null ? throw first : targets;
    }

    private static List<AttributePath?> ResolveSortPaths(
        List<(ResourceType Type, Filter? Filter)> targets,
        string sortBy
    )
    {
        var paths = new List<AttributePath?>(targets.Count);
        string? problem = null;
        foreach ((ResourceType type, _) in targets)
        {
            if (PathResolver.TryResolve(type, sortBy, out AttributePath? path, out string? wrong))
                paths.Add(ToSortablePath(path));
            else
            {
                paths.Add(null);
                problem ??= wrong;
            }
        }

        return paths.Exists(p => p is not null)
            ? paths
            : throw new ScimException(ScimErrorKind.InvalidPath, $"sortBy: {problem}");
    }

    // A complex attribute is sorted by its value sub-attribute, as in filters.
    private static AttributePath ToSortablePath(AttributePath path)
    {
        if (path.Leaf.Returned == Returned.Never)
            throw new ScimException(
                ScimErrorKind.InvalidPath,
                $"sortBy: {path.Leaf.Name} does not support sorting. Sort by another attribute."
            );
        if (path.Leaf.Type != AttributeType.Complex)
            return path;
        return path.Attribute.FindSubAttribute("value") is { } value
            ? path with
            {
                Sub = value,
            }
            : throw new ScimException(
                ScimErrorKind.InvalidPath,
                $"sortBy: {path.Attribute.Name} is a complex attribute. Sort by one of its sub-attributes, such as"
                    + $" {path.Attribute.Name}.{path.Attribute.SubAttributes[0].Name}."
            );
    }
}
