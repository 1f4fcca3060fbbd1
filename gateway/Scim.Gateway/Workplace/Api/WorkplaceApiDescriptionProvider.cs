using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Scim.Gateway.Http;
using Scim.Gateway.Routing;

namespace Scim.Gateway.Workplace.Api;

/// <summary>
/// Describes the operations of <see cref="WorkplaceRoutes"/> to ASP.NET Core's API explorer, from which the OpenAPI
/// document is generated.
/// </summary>
internal sealed partial class WorkplaceApiDescriptionProvider : IApiDescriptionProvider
{
    /// <summary>The name of the OpenAPI document.</summary>
    public const string DocumentName = "workplace";

    // The document generator requires metadata for string parameters.
    private static readonly EmptyModelMetadataProvider MetadataProvider = new();

    /// <inheritdoc/>
    public int Order => 0;

    /// <inheritdoc/>
    public void OnProvidersExecuting(ApiDescriptionProviderContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        foreach (WorkplaceArea area in WorkplaceRoutes.Areas)
        {
            foreach (ApiRoute<WorkplaceRequest> route in area.Routes)
            {
                foreach (WorkplaceOperation operation in route.Operations.Cast<WorkplaceOperation>())
                    context.Results.Add(CreateDescription(area, route.Pattern, operation));
            }
        }
    }

    /// <inheritdoc/>
    public void OnProvidersExecuted(ApiDescriptionProviderContext context) { }

    private static ApiDescription CreateDescription(WorkplaceArea area, string pattern, WorkplaceOperation operation)
    {
        var description = new ApiDescription
        {
            GroupName = DocumentName,
            HttpMethod = operation.Method,
            RelativePath = pattern.TrimStart('/'),
            ActionDescriptor = new ActionDescriptor
            {
                EndpointMetadata = [new OperationMetadata(area.Name, operation)],
            },
        };
        foreach (Match parameter in RouteParameterRegex().Matches(pattern))
            description.ParameterDescriptions.Add(
                CreateParameter(parameter.Groups[1].Value, typeof(string), BindingSource.Path, true)
            );
        foreach (OperationParameter parameter in operation.QueryParameters)
            description.ParameterDescriptions.Add(
                CreateParameter(parameter.Name, parameter.Type, BindingSource.Query, parameter.IsRequired)
            );
        if (operation.Body is { } body)
        {
            description.ParameterDescriptions.Add(CreateParameter("body", body.Type, BindingSource.Body, true));
            description.SupportedRequestFormats.Add(new ApiRequestFormat { MediaType = body.MediaType });
        }

        foreach (OperationResponse answer in operation.Responses)
            description.SupportedResponseTypes.Add(CreateResponse(answer.Status, answer.Type, answer.MediaType));
        description.SupportedResponseTypes.Add(
            new ApiResponseType
            {
                IsDefaultResponse = true,
                Type = typeof(ProblemBody),
                ModelMetadata = null,
                ApiResponseFormats = [new ApiResponseFormat { MediaType = MediaTypes.Problem }],
            }
        );
        return description;
    }

    private static ApiParameterDescription CreateParameter(
        string name,
        Type type,
        BindingSource source,
        bool required
    ) =>
        new()
        {
            Name = name,
            Type = type,
            ModelMetadata = MetadataProvider.GetMetadataForType(type),
            Source = source,
            IsRequired = required,
            ParameterDescriptor = new ParameterDescriptor { Name = name, ParameterType = type },
            RouteInfo = source == BindingSource.Path ? new ApiParameterRouteInfo { IsOptional = false } : null,
        };

    private static ApiResponseType CreateResponse(int status, Type? type, string? mediaType) =>
        new()
        {
            StatusCode = status,
            Type = type ?? typeof(void),
            ApiResponseFormats = mediaType is null ? [] : [new ApiResponseFormat { MediaType = mediaType }],
        };

    [GeneratedRegex(@"\{([a-zA-Z]+)\}")]
    private static partial Regex RouteParameterRegex();

    /// <summary>The tag and texts of an operation, as endpoint metadata.</summary>
    internal sealed class OperationMetadata(string tag, WorkplaceOperation operation)
        : ITagsMetadata,
            IEndpointSummaryMetadata,
            IEndpointDescriptionMetadata
    {
        /// <summary>The operation.</summary>
        public WorkplaceOperation Operation { get; } = operation;

        /// <inheritdoc/>
        public IReadOnlyList<string> Tags { get; } = [tag];

        /// <inheritdoc/>
        public string Summary => Operation.Summary;

        /// <inheritdoc/>
        public string Description =>
            Operation.AlternativeScope is { } alternative
                ? $"{Operation.Description}\n\nRequires the scope `{Operation.Scope}` or `{alternative}`."
                : $"{Operation.Description}\n\nRequires the scope `{Operation.Scope}`.";
    }
}
