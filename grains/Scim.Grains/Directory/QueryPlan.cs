using System.Text.Json;
using Scim.GrainInterfaces.Directory;
using Scim.Grains.Errors;
using Scim.Grains.Resources;
using Scim.Grains.Storage;
using Scim.Protocol.Errors;
using Scim.Protocol.Filters;
using Scim.Protocol.Json;
using Scim.Protocol.Paths;
using Scim.Protocol.Resources;
using Scim.Protocol.Schema;

namespace Scim.Grains.Directory;

/// <summary>A client's query, resolved against the tenant's schemas and the limits.</summary>
/// <param name="Query">What to ask the database.</param>
/// <param name="Projections">What to show of each resource type.</param>
/// <param name="StartIndex">The 1-based index of the first resource, for the response.</param>
internal sealed record QueryPlan(
    DirectoryQuery Query,
    IReadOnlyDictionary<string, Projection> Projections,
    int StartIndex
)
{
    /// <summary>Whether the total of what the query selects has to be counted.</summary>
    public bool IsFiltered => Query.Targets.Any(t => t.Filter is not null);

    /// <summary>
    /// All of a query that must stay the same from page to page of a walk by cursor, however it is spelt.
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

    /// <summary>The page size that a query names, within the limits, or null.</summary>
    public static int? GetPageSize(ListQuery query, DirectoryOptions options) =>
        query.Count is { } count ? Math.Clamp(count, 0, options.MaxPageSize) : null;

    /// <summary>Resolves a query.</summary>
    /// <exception cref="ScimException">InvalidFilter, InvalidPath, InvalidValue or TooMany.</exception>
    public static QueryPlan Create(
        string tenant,
        TenantSchemas schemas,
        ListQuery query,
        DirectoryOptions options
    )
    {
        IReadOnlyList<ResourceType> types = query.ResourceType is { } name
            ?
            [
                schemas.FindByName(name)
                    ?? throw new ScimException(ResourceErrors.ResourceTypeNotFound),
            ]
            : schemas.ResourceTypes;
        List<(ResourceType Type, Filter? Filter)> targets = ResolveTargets(types, query.Filter);
        int startIndex = Math.Max(1, query.StartIndex ?? 1);
        var resolved = new DirectoryQuery
        {
            Tenant = tenant,
            Targets = targets,
            SortBy = query.SortBy is { Length: > 0 } sortBy
                ? ResolveSortPaths(targets, sortBy)
                : [],
            IsDescending = query.IsDescending,
            Skip = startIndex - 1,
            Take =
                GetPageSize(query, options)
                ?? Math.Min(options.DefaultPageSize, options.MaxPageSize),
            Limits = new QueryLimits(options.MaxUnindexed, options.QueryTime),
        };
        var projections = types.ToDictionary(
            t => t.Name,
            t => Projection.Parse(t, query.Selection.Attributes, query.Selection.ExcludedAttributes)
        );
        return new QueryPlan(resolved, projections, startIndex);
    }

    /// <summary>The one user of a page where all that was asked for is a userName; otherwise null.</summary>
    public UserNameMatch? FindUserNameMatch(DirectoryPage page) =>
        page is { Total: 1, Rows: [var user] }
        && Query.Targets
            is [
                {
                    Type.Name: ResourceTypeNames.User,
                    Filter: Filter.Compare
                    {
                        Op: CompareOp.Eq,
                        Value: FilterValue.Text(var name)
                    } only
                },
            ]
        && only.Path.ToString() == "userName"
            ? new UserNameMatch(user.Id, TextFolding.Fold(name))
            : null;

    // Over several types, a filter applies to those that have its attributes; when no type does, it is wrong.
    private static List<(ResourceType, Filter?)> ResolveTargets(
        IReadOnlyList<ResourceType> types,
        string? filter
    )
    {
        var targets = new List<(ResourceType, Filter?)>(types.Count);
        ScimException? first = null;
        foreach (ResourceType type in types)
        {
            try
            {
                targets.Add(
                    (
                        type,
                        filter is null
                            ? null
                            : FilterParser.Parse(type, filter, FilterLimits.Default)
                    )
                );
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

    // A complex attribute sorts by its value, as in filters.
    private static AttributePath ToSortablePath(AttributePath path)
    {
        if (path.Leaf.Returned == Returned.Never)
            throw new ScimException(
                ScimErrorKind.InvalidPath,
                $"sortBy: {path.Leaf.Name} cannot be sorted by."
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
                $"sortBy: {path.Attribute.Name} is complex; name one of its sub-attributes, such as {path.Attribute.Name}.{path.Attribute.SubAttributes[0].Name}."
            );
    }
}
