using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.OpenApi;

namespace Scim.Gateway.Workplace.Api;

/// <summary>Registers the OpenAPI document of the workplace API.</summary>
internal static class WorkplaceOpenApiServices
{
    private const string Scheme = "bearer";

    /// <summary>Registers the document and its description provider.</summary>
    public static IServiceCollection AddWorkplaceOpenApi(this IServiceCollection services)
    {
        services.TryAddEnumerable(
            ServiceDescriptor.Transient<IApiDescriptionProvider, WorkplaceApiDescriptionProvider>()
        );
        services.ConfigureHttpJsonOptions(options =>
        {
            // Numbers are always JSON numbers; the schemas must not allow strings.
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            foreach (
                IJsonTypeInfoResolver area in WorkplaceRoutes
                    .Areas.Select(a => a.Json)
                    .Append<IJsonTypeInfoResolver>(ProblemJsonContext.Default)
            )
                options.SerializerOptions.TypeInfoResolverChain.Insert(0, area);
        });
        return services.AddOpenApi(
            WorkplaceApiDescriptionProvider.DocumentName,
            options =>
            {
                options.ShouldInclude = description =>
                    description.GroupName == WorkplaceApiDescriptionProvider.DocumentName;
                options.AddDocumentTransformer((document, _, _) => AddDocumentInfoAsync(document));
                options.AddOperationTransformer((operation, context, _) => DescribeParametersAsync(operation, context));
            }
        );
    }

    private static Task AddDocumentInfoAsync(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Orleans.Scim workplace API",
            Version = "1",
            Description =
                "Users, sessions, sites and their roles, and imports for the product that hosts the "
                + "directory. Requests need a bearer token of the tenant with the scope `workplace:read` or "
                + "`workplace:write`.\n\nAll errors are problem details (RFC 9457) with a `requestId` that "
                + "identifies the request in the log. In addition to the errors of its description, every "
                + "operation can fail with 400 for an invalid parameter or body, 401 without a valid token, "
                + "403 without the required scope, 404 for an unknown path, 405 for a method that the path "
                + "does not support, 413 for a body over the size limit, 415 for an unsupported "
                + "Content-Type, 429 over the tenant's rate limit, 500 for an internal error and 503 while "
                + "the service is temporarily unavailable. 429 and 503 have a `Retry-After` header.\n\nLists "
                + "with the parameters `count` and `after` are paged: repeat the request with `after` set to "
                + "the `next` value of the previous page until `next` is null.",
        };
        document.Servers =
        [
            new OpenApiServer
            {
                Url = WorkplaceRoutes.BasePath,
                Variables = new Dictionary<string, OpenApiServerVariable>
                {
                    ["tenant"] = new() { Default = "demo", Description = "The id of the tenant." },
                },
            },
        ];
        document.Tags = new HashSet<OpenApiTag>(
            WorkplaceRoutes.Areas.Select(a => new OpenApiTag { Name = a.Name, Description = a.Description })
        );
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" },
        };
        document.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] },
        ];
        return Task.CompletedTask;
    }

    private static Task DescribeParametersAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        foreach (
            WorkplaceApiDescriptionProvider.OperationMetadata metadata in context.Description.ActionDescriptor.EndpointMetadata.OfType<WorkplaceApiDescriptionProvider.OperationMetadata>()
        )
        {
            foreach (OperationParameter parameter in metadata.Operation.QueryParameters)
            {
                if (operation.Parameters?.FirstOrDefault(p => p.Name == parameter.Name) is OpenApiParameter described)
                    described.Description = parameter.Description;
            }
        }

        return Task.CompletedTask;
    }
}
